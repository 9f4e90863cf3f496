import { chatNotFound } from "../errors.ts";
import { isId } from "../identifier.ts";
import type { ChatRef } from "./chat-header.ts";
import type { ChatHead, ChatStore } from "./ports.ts";
import { findParticipant, type Participant } from "./roster.ts";

/** A chat that a participant has opened. */
export interface OpenChat extends ChatHead {
  readonly chat: ChatRef;
  readonly participant: Participant;
}

/** The items that `openChat` reads. */
export const openChatPrefetch = ["head"] as const;

/**
 * Reads header and roster, and finds the caller in the roster. Each use case of a single chat begins with it.
 * @throws ChatError `not_found`, the same for a chat that does not exist and for one that the caller is not in
 */
export async function openChat(
  { chats }: { readonly chats: Pick<ChatStore, "head"> },
  chat: ChatRef,
  userId: string,
): Promise<OpenChat> {
  const head = isId(chat.chatId) ? await chats.head(chat, userId) : undefined;
  const participant = head && findParticipant(head.roster, userId);
  if (head === undefined || participant === undefined) throw chatNotFound();
  return { ...head, chat, participant };
}
