import * as z from "zod";
import type { PushLocation, PushPorts } from "../connections/push-event.ts";
import { ChatError } from "../errors.ts";
import { Id } from "../identifier.ts";
import type { Append } from "../log/append.ts";
import { appendToLog } from "../log/append-to-log.ts";
import { advance, type ChatRef, nextInLog } from "../log/chat-header.ts";
import { HistoryAccess } from "../log/entry.ts";
import { initialMembership } from "../log/membership.ts";
import { type OpenChat, openChat } from "../log/open-chat.ts";
import type { ChatStore } from "../log/ports.ts";
import { MAX_PARTICIPANTS, participantIds, participants, type Roster } from "../log/roster.ts";
import type { Entropy } from "../ports.ts";
import type { RateLimiter } from "../rate-limits.ts";
import { addMemberships, type NewParticipantPorts, requireLocationUsers } from "./new-participants.ts";
import { pushNewParticipants } from "./push-new-participants.ts";

/** Body of `POST …/participants`. */
export const AddParticipantsRequest = z
  .strictObject({
    userIds: z
      .array(Id)
      .min(1, "must name at least one user")
      .max(99, "must name at most 99 users")
      .describe("Users of the location. Existing participants are unchanged."),
    historyAccess: HistoryAccess.describe("The part of the earlier log that the new participants see."),
  })
  .describe("Users to add to a chat.");
export type AddParticipantsRequest = z.infer<typeof AddParticipantsRequest>;

export interface AddPorts extends PushPorts, NewParticipantPorts {
  readonly chats: Pick<ChatStore, "head" | "header" | "append">;
  readonly entropy: Entropy;
  readonly limiter: RateLimiter;
}

interface Adding {
  readonly location: PushLocation;
  readonly chat: ChatRef;
  /** The participant who adds. */
  readonly userId: string;
  readonly request: AddParticipantsRequest;
}

/**
 * Adds users to a chat, all or none of them, in one transaction with the entry that records it. Existing
 * participants are unchanged. `full` gives new participants the adder's history cutoff; with `none` their
 * history begins with that entry.
 * @returns the new roster
 * @throws ChatError `not_found`, `too_many_participants`, `not_a_location_user`, `rate_limited`, `unavailable`
 */
export async function addParticipants(
  ports: AddPorts,
  { location, chat, userId, request }: Adding,
): Promise<Roster> {
  const opened = await openChat(ports, chat, userId);
  const absent = missingFrom(opened.roster, request);
  if (absent.length === 0) return opened.roster;
  requireRoom(opened.roster, absent);
  await requireLocationUsers(ports, chat.locationId, absent);
  await ports.limiter.spend("addParticipants", { ...location, userId });
  const { state, outcome } = await appendToLog(ports, {
    start: opened,
    attempt: async (current) => {
      const append = joining(current, request, ports.clock.now());
      if (append === undefined) return { kind: "all_present" } as const;
      const appended = await ports.chats.append(append);
      return appended.kind === "appended" ? { ...appended, append } : appended;
    },
    // The other append may have changed the roster too.
    reload: () => openChat(ports, chat, userId),
  });
  if (outcome.kind === "all_present") return state.roster;
  await afterJoining(ports, location, outcome.append);
  return outcome.append.roster;
}

function missingFrom(roster: Roster, { userIds }: AddParticipantsRequest): string[] {
  const present = new Set(participantIds(roster));
  return [...new Set(userIds)].filter((userId) => !present.has(userId));
}

function requireRoom(roster: Roster, added: readonly string[]): void {
  if (participantIds(roster).length + added.length <= MAX_PARTICIPANTS) return;
  throw new ChatError("too_many_participants", `A chat has at most ${MAX_PARTICIPANTS} participants`, {
    problems: [`userIds: a chat has at most ${MAX_PARTICIPANTS} participants`],
  });
}

type Joining = Append & { readonly roster: Roster };

/** The transaction that adds the users; undefined if another request has added all of them. */
function joining(
  { chat, header, roster, participant }: OpenChat,
  request: AddParticipantsRequest,
  now: number,
): Joining | undefined {
  const userIds = missingFrom(roster, request);
  if (userIds.length === 0) return undefined;
  requireRoom(roster, userIds);
  const { historyAccess } = request;
  const base = nextInLog(header, participant.userId, now);
  const next = advance(header, { ...base, kind: "participants_added", userIds, historyAccess });
  const join = {
    seq: base.seq,
    userIds,
    addedBy: participant.userId,
    dateAdded: base.dateAdded,
    historyAccess,
    historyFromSeq: historyAccess === "full" ? participant.historyFromSeq : base.seq,
    messageCount: header.messageCount,
  };
  return {
    chat,
    afterSeq: header.lastSeq,
    header: next.header,
    entries: [next.logEntry],
    roster: { ...roster, joins: [...roster.joins, join] },
  };
}

async function afterJoining(
  ports: AddPorts,
  location: PushLocation,
  { header, roster, entries }: Joining,
): Promise<void> {
  const newParticipants = participants(roster).filter(({ joinedSeq }) => joinedSeq === header.lastSeq);
  await addMemberships(
    ports,
    newParticipants.map((participant) => initialMembership(roster, participant)),
  );
  await pushNewParticipants(ports, {
    location,
    head: { header, roster },
    newParticipants,
    entries: entries.map(({ entry }) => entry),
  });
}
