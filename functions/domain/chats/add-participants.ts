import * as z from "zod";
import type { PushPorts } from "../connections/push-event.ts";
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
import { addMemberships, type NewParticipantPorts, requireLocationUsers } from "./new-participants.ts";
import { pushNewParticipants } from "./push-new-participants.ts";

/** Body of `POST …/participants`. */
export const AddParticipantsRequest = z.strictObject({
  userIds: z.array(Id).min(1, "must name at least one user").max(99, "must name at most 99 users"),
  historyAccess: HistoryAccess,
});
export type AddParticipantsRequest = z.infer<typeof AddParticipantsRequest>;

export interface AddPorts extends PushPorts, NewParticipantPorts {
  readonly chats: Pick<ChatStore, "head" | "header" | "append">;
  readonly entropy: Entropy;
}

interface Adding {
  readonly chat: ChatRef;
  /** Who adds. */
  readonly userId: string;
  readonly request: AddParticipantsRequest;
}

/**
 * Brings users into a chat, all or nothing, with the entry that says so in the same transaction. Who is
 * in already stays as they are. `full` gives what the adder sees, `none` begins with that entry.
 * @returns the roster afterwards
 * @throws ChatError `not_found`, `too_many_participants`, `not_a_location_user`, `unavailable`
 */
export async function addParticipants(ports: AddPorts, { chat, userId, request }: Adding): Promise<Roster> {
  const opened = await openChat(ports, chat, userId);
  const absent = newcomersTo(opened.roster, request);
  if (absent.length === 0) return opened.roster;
  requireRoom(opened.roster, absent);
  await requireLocationUsers(ports, chat.locationId, absent);
  const done = await appendToLog(ports, {
    start: opened,
    build: (state) => joining(state, request, ports.clock.now()),
    // The roster may have grown with the header.
    reload: () => openChat(ports, chat, userId),
  });
  if (done === undefined) return (await openChat(ports, chat, userId)).roster;
  await welcome(ports, done.built.append);
  return done.built.append.roster;
}

function newcomersTo(roster: Roster, { userIds }: AddParticipantsRequest): string[] {
  const present = new Set(participantIds(roster));
  return [...new Set(userIds)].filter((userId) => !present.has(userId));
}

function requireRoom(roster: Roster, newcomers: readonly string[]): void {
  if (participantIds(roster).length + newcomers.length <= MAX_PARTICIPANTS) return;
  throw new ChatError("too_many_participants", `A chat has at most ${MAX_PARTICIPANTS} participants`, {
    problems: [`userIds: a chat has at most ${MAX_PARTICIPANTS} participants`],
  });
}

/** The transaction that brings them in; undefined where somebody else has brought in all of them. */
function joining(
  { chat, header, roster, participant }: OpenChat,
  request: AddParticipantsRequest,
  now: number,
) {
  const userIds = newcomersTo(roster, request);
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
  const grown: Roster = { ...roster, joins: [...roster.joins, join] };
  const append = {
    chat,
    afterSeq: header.lastSeq,
    header: next.header,
    entries: [next.logEntry],
    roster: grown,
  };
  return { append };
}

async function welcome(
  ports: AddPorts,
  { header, roster, entries }: Append & { readonly roster: Roster },
): Promise<void> {
  const newcomers = participants(roster).filter(({ joinedSeq }) => joinedSeq === header.lastSeq);
  await addMemberships(
    ports,
    newcomers.map((newcomer) => initialMembership(roster, newcomer)),
  );
  await pushNewParticipants(ports, {
    head: { header, roster },
    newcomers,
    entries: entries.map(({ entry }) => entry),
  });
}
