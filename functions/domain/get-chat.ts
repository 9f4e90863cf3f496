import type { Chat, ChatRef } from "./chat.ts";
import { chatView } from "./chat-view.ts";
import { openChat } from "./open-chat.ts";
import type { ChatStore, MembershipStore } from "./ports.ts";

export interface GetPorts {
  readonly chats: Pick<ChatStore, "head">;
  readonly memberships: Pick<MembershipStore, "find">;
}

/** @throws ChatError `not_found`, `unavailable` */
export async function getChat(ports: GetPorts, chat: ChatRef, userId: string): Promise<Chat> {
  const opened = await openChat(ports, chat, userId);
  return chatView(opened, opened.participant, await ports.memberships.find(chat, userId));
}
