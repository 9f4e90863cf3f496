import * as z from "zod";
import type { ChatHeader } from "./chat-header.ts";
import type { Participant, Roster } from "./roster.ts";

/**
 * A user's own state in a chat. It also serves as the index of the user's chats. It is written after the roster,
 * and the stream consumer repairs it. Access never depends on it.
 */
export const Membership = z.object({
  locationId: z.string(),
  chatId: z.string(),
  userId: z.string(),
  /** A copy of the roster's history cutoff, for lists. */
  historyFromSeq: z.number().int(),
  readSeq: z.number().int(),
  /** Messages up to `readSeq`. The unread count is the header's `messageCount` minus this. */
  readMessageCount: z.number().int(),
  starred: z.boolean(),
  muted: z.boolean(),
  /** The time up to which the user's sends have used the rate limit (epoch milliseconds); absent before the first. */
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

/** A position in the log, and the number of messages up to it. */
export interface ReadPosition {
  readonly seq: number;
  readonly messageCount: number;
}

/** The part of the rate limit that a send uses. */
export interface SendCharge {
  /** The membership's `sendsUsedUntil` when the send was allowed. */
  readonly seen: number | undefined;
  /** Its value after the send, if no other send came in between. */
  readonly until: number;
  /** The milliseconds that the send adds to it otherwise. */
  readonly cost: number;
}

/**
 * The state in which a participant starts: everything up to the entry that added them is read. The creator has
 * also read the first message.
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
