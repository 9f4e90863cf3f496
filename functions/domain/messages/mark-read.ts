import * as z from "zod";
import { chatConnections, type PushLocation, type PushPorts, pushEvent } from "../connections/push-event.ts";
import { asError, invalidField } from "../errors.ts";
import type { ChatRef } from "../log/chat-header.ts";
import { initialMembership, type Membership, unreadCount } from "../log/membership.ts";
import { existingEntry } from "../log/must-exist.ts";
import { type OpenChat, openChat } from "../log/open-chat.ts";
import type { ChatStore, MembershipStore } from "../log/ports.ts";
import { participantIds } from "../log/roster.ts";
import type { RetryPorts } from "../retry.ts";

/** Body of `PUT …/read`. */
export const MarkReadRequest = z
  .strictObject({ seq: z.number().int().min(0).describe("Not beyond the chat's `lastSeq`.") })
  .describe("The `seq` that the caller has read up to.");
export type MarkReadRequest = z.infer<typeof MarkReadRequest>;

export const ReadState = z
  .object({
    readSeq: z
      .number()
      .int()
      .describe("The `seq` of the last entry that the caller has read. Never moves back."),
    unreadCount: z.number().int().describe("The number of messages after `readSeq`."),
  })
  .describe("The caller's read pointer.");
export type ReadState = z.infer<typeof ReadState>;

export const ReadEvent = z
  .object({
    type: z.literal("read").describe("The kind of event."),
    chatId: z.string().describe("The chat's id."),
    userId: z.string().describe("The participant who read."),
    seq: z.number().int().describe("The participant's new `readSeq`."),
  })
  .describe("A participant's read pointer has moved.");
type ReadEvent = z.infer<typeof ReadEvent>;

export interface ReadPorts extends PushPorts, RetryPorts {
  readonly chats: Pick<ChatStore, "head" | "entries" | "authorsAmong">;
  readonly memberships: Pick<MembershipStore, "find" | "advanceRead">;
}

interface ReadUpTo {
  readonly location: PushLocation;
  readonly chat: ChatRef;
  readonly userId: string;
  readonly seq: number;
}

/** The items that `markRead` reads first. */
export const markReadPrefetch = ["head", "membership"] as const;

/**
 * Moves the caller's read pointer forward, never back, and pushes it to the authors of the messages that were
 * newly read.
 * @throws ChatError `not_found`, `invalid_request` (beyond the last entry), `unavailable`
 */
export async function markRead(
  ports: ReadPorts,
  { location, chat, userId, seq }: ReadUpTo,
): Promise<ReadState> {
  const opened = await openChat(ports, chat, userId);
  if (seq > opened.header.lastSeq) throw invalidField("seq", "must not be beyond the last entry");
  const initial = initialMembership(opened.roster, opened.participant);
  const current = (await ports.memberships.find(chat, userId)) ?? initial;
  if (seq <= current.readSeq) return stateOf(opened, current);
  const moved = await ports.memberships.advanceRead(initial, await positionAt(ports, opened, seq));
  if (moved === undefined) return stateOf(opened, (await ports.memberships.find(chat, userId)) ?? current);
  const event: ReadEvent = { type: "read", chatId: chat.chatId, userId, seq: moved.readSeq };
  await pushRead(ports, opened, { location, event, readBefore: current.readSeq });
  return stateOf(opened, moved);
}

/** A chat with more participants gets no `read` events: they would grow with the square of its participants. */
const MAX_READ_EVENT_PARTICIPANTS = 20;

interface ReadPush {
  readonly location: PushLocation;
  readonly event: ReadEvent;
  readonly readBefore: number;
}

/** Never throws: the pointer has moved, and others find it in the list of participants. */
async function pushRead(
  ports: ReadPorts,
  opened: OpenChat,
  { location, event, readBefore }: ReadPush,
): Promise<void> {
  const others = participantIds(opened.roster).filter((userId) => userId !== event.userId);
  if (others.length >= MAX_READ_EVENT_PARTICIPANTS) return;
  try {
    const range = { afterSeq: readBefore, beforeSeq: event.seq + 1 };
    const authors = await ports.chats.authorsAmong(opened, others, range);
    if (authors.length === 0) return;
    await pushEvent(ports, await chatConnections(ports, location, authors), event);
  } catch (error) {
    ports.log.warn("authors not read, nothing pushed", { ...opened.chat, cause: asError(error) });
  }
}

function stateOf({ header }: OpenChat, membership: Membership): ReadState {
  return { readSeq: membership.readSeq, unreadCount: unreadCount(header, membership) };
}

async function positionAt(ports: ReadPorts, opened: OpenChat, seq: number) {
  const { messageCount } = await existingEntry(ports, opened, seq);
  return { seq, messageCount };
}
