import type { History, Preference, SeenNotification } from "../history.ts";
import type { Participant, Replay, Replays } from "../replay.ts";
import type { StoredChat, StoredEntry } from "../stored-chats.ts";
import { type Violation, violation } from "../violations.ts";
import { mutesOf, possiblyMutedAfter } from "./check-mutes.ts";

type Event = SeenNotification["event"];

/** Checks that every due notification came, and no other, and that each is quiet exactly in quiet hours. */
export function checkNotifications(
  history: History,
  chats: readonly StoredChat[],
  replays: Replays,
): Violation[] {
  const notifications = [...history.notifications.values()];
  const received = new Set(notifications.map(({ dedupeId }) => dedupeId));
  const isExcused = excuseOf(history);
  const due = chats.flatMap(({ chatId, memberships }) => {
    const replay = replays.get(chatId);
    return replay === undefined
      ? []
      : dueIn(replay, { memberships, preferences: history.preferences, isExcused });
  });
  return [
    ...due.filter((id) => !received.has(id)).map((id) => violation("not-notified", id)),
    ...notifications.flatMap((it) => checkDue(it, replays.get(it.chatId), history.preferences)),
    ...notifications
      .filter(({ userId, quiet }) => quiet !== (history.preferences.get(userId)?.quiet ?? false))
      .map(({ dedupeId, quiet }) => violation("disturbed", `${dedupeId} came ${quiet ? "quiet" : "loud"}`)),
  ];
}

type Excuse = (userId: string, entry: StoredEntry) => boolean;

/**
 * Excuses users who lost access, and users who may have muted the chat at any time after the send. Entries that
 * are no messages have no send time; they count as sent at the beginning.
 */
function excuseOf({ revocations, mutes, sends }: History): Excuse {
  const revoked = new Set(revocations.map(({ userId }) => userId));
  const sentAt = new Map(sends.map((send) => [`${send.userId} ${send.body}`, send.requestedAt]));
  return (userId, { chatId, userId: senderId, body }) =>
    revoked.has(userId) ||
    possiblyMutedAfter(mutesOf(mutes, { userId, chatId }), sentAt.get(`${senderId} ${body}`) ?? 0);
}

interface Facts {
  readonly memberships: StoredChat["memberships"];
  readonly preferences: History["preferences"];
  readonly isExcused: Excuse;
}

/** The ids of the due notifications. An entry that is read by now may have been read before it was due. */
function dueIn(replay: Replay, { memberships, preferences, isExcused }: Facts): string[] {
  return replay.entries.flatMap((entry) => {
    const event = eventOf(entry);
    return [...replay.participants.values()].flatMap((participant) => {
      const { userId } = participant;
      const readSeq = memberships.get(userId)?.readSeq ?? 0;
      const isRead = event === "added" ? readSeq > entry.seq : readSeq >= entry.seq;
      const isWanted = event && concerns(entry, participant) && wants(preferences.get(userId), event);
      const isDue = isWanted && !isRead && !isExcused(userId, entry);
      return isDue ? [`${entry.chatId}.${entry.seq}.${event}.${userId}`] : [];
    });
  });
}

function checkDue(
  { chatId, seq, event, userId, senderId, dedupeId }: SeenNotification,
  replay: Replay | undefined,
  preferences: History["preferences"],
): Violation[] {
  const entry = replay?.entry(seq);
  const participant = replay?.participants.get(userId);
  const isDue =
    entry !== undefined &&
    participant !== undefined &&
    eventOf(entry) === event &&
    senderId === entry.userId &&
    concerns(entry, participant) &&
    wants(preferences.get(userId), event) &&
    dedupeId === `${chatId}.${seq}.${event}.${userId}`;
  return isDue ? [] : [violation("wrongly-notified", `${dedupeId}, to ${userId}`)];
}

function eventOf({ kind }: StoredEntry): Event | undefined {
  if (kind === "message") return "message";
  return kind === "chat_created" || kind === "participants_added" ? "added" : undefined;
}

/** Entries of others concern a participant: messages after they joined, and the entry that added them. */
function concerns(entry: StoredEntry, { userId, joinedSeq }: Participant): boolean {
  if (entry.userId === userId) return false;
  return entry.kind === "message" ? joinedSeq < entry.seq : joinedSeq === entry.seq;
}

function wants(
  { wants: wanted }: Pick<Preference, "wants"> = { wants: "every_message" },
  event: Event,
): boolean {
  return wanted === "every_message" || (wanted === "added_only" && event === "added");
}
