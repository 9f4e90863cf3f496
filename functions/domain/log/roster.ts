import * as z from "zod";
import { CrmRecord } from "./crm-record.ts";
import { HistoryAccess } from "./entry.ts";

/** Participants of one chat (product rule 2). */
export const MAX_PARTICIPANTS = 100;

/** The participants who were added by one entry. Grouped, so that a roster of 100 stays small. */
const Join = z.object({
  /** The `seq` of that entry. */
  seq: z.number().int(),
  userIds: z.array(z.string()),
  addedBy: z.string(),
  dateAdded: z.string(),
  historyAccess: HistoryAccess,
  /** The history cutoff: the `seq` of the first entry that they may see. It bounds every read of the log. */
  historyFromSeq: z.number().int(),
  /** Messages in the log when they joined; these do not count as unread. */
  messageCount: z.number().int(),
});
type Join = z.infer<typeof Join>;

/**
 * The participants of a chat with their history cutoffs: the authority on access. It changes only in the
 * transaction that appends the entry of the change. Nobody ever leaves it (product rule 4).
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

/** One participant of a roster. */
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
