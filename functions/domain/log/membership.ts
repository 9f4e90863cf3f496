import * as z from "zod";
import type { ChatHeader } from "./chat-header.ts";
import type { Participant, Roster } from "./roster.ts";

/**
 * A user's own state in a chat, and the index of one's chats. Written after the roster, healed by the
 * stream consumer; access never depends on it.
 */
export const Membership = z.object({
  locationId: z.string(),
  chatId: z.string(),
  userId: z.string(),
  /** Copy of the roster's, for lists. */
  historyFromSeq: z.number().int(),
  readSeq: z.number().int(),
  /** Messages up to `readSeq`: unread is the header's count minus this. */
  readMessageCount: z.number().int(),
  starred: z.boolean(),
  muted: z.boolean(),
  /** Up to when one's sends have used up the rate (epoch milliseconds); absent before the first. */
  sendsUsedUntil: z.number().optional(),
});
export type Membership = z.infer<typeof Membership>;

/** Body of `PUT …/settings`. */
export const ChatSettings = z
  .strictObject({
    starred: z.boolean().optional().describe("`status=starred` lists the chat."),
    muted: z.boolean().optional().describe("The caller gets no notifications of the chat."),
  })
  .describe("The caller's own settings of a chat. Absent fields stay unchanged.");
export type ChatSettings = z.infer<typeof ChatSettings>;

/** A read pointer: a position in the log, and the number of messages up to it. */
export interface ReadPosition {
  readonly seq: number;
  readonly messageCount: number;
}

/** What a send uses up of the sending limit. */
export interface SendCharge {
  /** The membership's `sendsUsedUntil` that the send was allowed by. */
  readonly seen: number | undefined;
  /** What it is after the send, where no other came between. */
  readonly until: number;
  /** What the send adds to it otherwise, in milliseconds. */
  readonly cost: number;
}

/**
 * The state in which one comes in: everything up to one's own adding is read. Who creates a chat has
 * read all that was written in doing so.
 */
export function initialMembership(roster: Roster, participant: Participant): Membership {
  const isCreator = participant.joinedSeq === 1 && participant.userId === roster.createdBy;
  const readSeq = isCreator ? roster.createdThroughSeq : participant.joinedSeq;
  return {
    locationId: roster.locationId,
    chatId: roster.chatId,
    userId: participant.userId,
    historyFromSeq: participant.historyFromSeq,
    readSeq,
    readMessageCount: participant.messageCount + (isCreator ? roster.createdThroughSeq - 1 : 0),
    starred: false,
    muted: false,
  };
}

export function unreadCount(header: ChatHeader, membership: Membership): number {
  return Math.max(0, header.messageCount - membership.readMessageCount);
}
