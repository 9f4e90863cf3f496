import { buildNewChat, type CreateChatRequest } from "../../functions/domain/chats/new-chat.ts";
import { advance, type ChatRef } from "../../functions/domain/log/chat-header.ts";
import type { Message } from "../../functions/domain/log/entry.ts";
import { initialMembership } from "../../functions/domain/log/membership.ts";
import { openChat } from "../../functions/domain/log/open-chat.ts";
import type { ChatStore, MembershipStore } from "../../functions/domain/log/ports.ts";
import { initialMemberships } from "../../functions/domain/log/repair-memberships.ts";
import { messageAfter } from "../../functions/domain/messages/message.ts";
import { NOON } from "./fake-clock.ts";

interface Stores {
  readonly chats: Pick<ChatStore, "create" | "head" | "appendMessage">;
  readonly memberships: Pick<MembershipStore, "addMissing" | "advanceRead">;
}

let count = 0;

interface NewChat extends Partial<CreateChatRequest> {
  /** The creator comes first. */
  readonly userIds?: string[];
  readonly now?: number;
}

/** Stores a chat of location `loc` as its creation leaves it: log, roster and memberships. */
export async function storeChat(
  { chats, memberships }: Stores,
  { userIds = ["ana", "ben"], now = NOON, ...request }: NewChat = {},
): Promise<ChatRef> {
  count += 1;
  const [creatorId = "", ...participantIds] = userIds;
  const append = buildNewChat({
    locationId: "loc",
    chatId: `chat${String(count).padStart(6, "0")}`,
    creatorId,
    userIds,
    request: { participantIds, ...request },
    messageId: "first",
    now,
  });
  await chats.create(append);
  await memberships.addMissing(initialMemberships([append]));
  return append.chat;
}

interface Text {
  readonly userId: string;
  readonly body: string;
  readonly clientMessageId: string;
  readonly now: number;
}

/** Stores a message as sending leaves it: its entry, its receipt, and the sender's read pointer. */
export async function storeMessage(
  stores: Stores,
  chat: ChatRef,
  { userId = "ana", body = "Hello", clientMessageId = `m ${body}`, now = NOON }: Partial<Text> = {},
): Promise<Message> {
  const { header, roster, participant } = await openChat(stores, chat, userId);
  const messageId = `id of ${clientMessageId}`;
  const entry = messageAfter(header, { userId, now, messageId }, { clientMessageId, body });
  const next = advance(header, entry);
  const { seq } = entry;
  const receipt = { userId, clientMessageId, seq, messageId };
  const entries = [next.logEntry];
  await stores.chats.appendMessage({ chat, afterSeq: header.lastSeq, header: next.header, entries, receipt });
  const { messageCount } = next.header;
  await stores.memberships.advanceRead(initialMembership(roster, participant), { seq, messageCount });
  return entry;
}
