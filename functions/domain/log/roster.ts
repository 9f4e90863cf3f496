import * as z from "zod";
import { CrmRecord } from "./crm-record.ts";
import { HistoryAccess } from "./entry.ts";

/** Participants of one chat (product rule). */
export const MAX_PARTICIPANTS = 100;

/** People who came in by one entry of the log. Grouped, so that a roster of 100 stays small to read. */
const Join = z.object({
  /** The entry that says so. */
  seq: z.number().int(),
  userIds: z.array(z.string()),
  addedBy: z.string(),
  dateAdded: z.string(),
  historyAccess: HistoryAccess,
  /** The first entry they may see: the fence of every read of the log. */
  historyFromSeq: z.number().int(),
  /** Messages in the log when they came: they are not unread to them. */
  messageCount: z.number().int(),
});
type Join = z.infer<typeof Join>;

/**
 * Who is in a chat, and from where they may see it: the authority on access. Changes only in the
 * transaction that appends the entry saying so; nobody ever leaves it.
 */
export const Roster = z.object({
  locationId: z.string(),
  chatId: z.string(),
  createdBy: z.string(),
  dateAdded: z.string(),
  records: z.array(CrmRecord),
  /** The last entry of the transaction that created the chat: 1, or 2 with a first message. */
  createdThroughSeq: z.number().int(),
  joins: z.array(Join),
});
export type Roster = z.infer<typeof Roster>;

/** One person's part in a chat. */
export interface Participant extends Omit<Join, "userIds" | "seq"> {
  readonly userId: string;
  readonly joinedSeq: number;
}

export function participants(roster: Roster): Participant[] {
  return roster.joins.flatMap(({ userIds, seq, ...join }) =>
    userIds.map((userId) => ({ ...join, userId, joinedSeq: seq })),
  );
}

export function participantIds(roster: Roster): string[] {
  return roster.joins.flatMap((join) => join.userIds);
}

export function findParticipant(roster: Roster, userId: string): Participant | undefined {
  const join = roster.joins.find((candidate) => candidate.userIds.includes(userId));
  if (join === undefined) return undefined;
  const { userIds, seq, ...rest } = join;
  return { ...rest, userId, joinedSeq: seq };
}
