import type { ChatRef } from "../log/chat-header.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore, MembershipStore } from "../log/ports.ts";
import { type Chat, chatView } from "./chat-view.ts";

export interface GetPorts {
  readonly chats: Pick<ChatStore, "head">;
  readonly memberships: Pick<MembershipStore, "find">;
}

/** The items that `getChat` reads. */
export const getChatPrefetch = ["head", "membership"] as const;

/** @throws ChatError `not_found`, `unavailable` */
export async function getChat(ports: GetPorts, chat: ChatRef, userId: string): Promise<Chat> {
  const opened = await openChat(ports, chat, userId);
  return chatView(opened, opened.participant, await ports.memberships.find(chat, userId));
}
