import { chatNotFound } from "../errors.ts";
import { isId } from "../identifier.ts";
import type { ChatRef } from "./chat-header.ts";
import type { ChatHead, ChatStore } from "./ports.ts";
import { findParticipant, type Participant } from "./roster.ts";

/** A chat as somebody who is in it opened it. */
export interface OpenChat extends ChatHead {
  readonly chat: ChatRef;
  readonly participant: Participant;
}

/**
 * The door to a chat: header, roster, and the caller's part in it.
 * @throws ChatError `not_found`: no such chat, or not a participant; nobody can tell which
 */
export async function openChat(
  { chats }: { readonly chats: Pick<ChatStore, "head"> },
  chat: ChatRef,
  userId: string,
): Promise<OpenChat> {
  const head = isId(chat.chatId) ? await chats.head(chat) : undefined;
  const participant = head && findParticipant(head.roster, userId);
  if (head === undefined || participant === undefined) throw chatNotFound();
  return { ...head, chat, participant };
}
