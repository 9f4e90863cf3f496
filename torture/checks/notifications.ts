import type { History, Preference, SeenNotification } from "../history.ts";
import type { Part, Replay, Replays } from "../replay.ts";
import type { StoredChat, StoredEntry } from "../truth.ts";
import { type Violation, violation } from "../violations.ts";
import { maybeMutedAfter, mutesOf } from "./mutes.ts";

type Event = SeenNotification["event"];

/** Was everybody notified who wants it and has not read it, and nobody of what is not for them? */
export function checkNotifications(
  history: History,
  chats: readonly StoredChat[],
  replays: Replays,
): Violation[] {
  const notifications = [...history.notifications.values()];
  const came = new Set(notifications.map(({ dedupeId }) => dedupeId));
  const excused = excusedBy(history);
  const due = chats.flatMap(({ chatId, memberships }) => {
    const replay = replays.get(chatId);
    return replay === undefined
      ? []
      : dueIn(replay, { memberships, preferences: history.preferences, excused });
  });
  return [
    ...due.filter((id) => !came.has(id)).map((id) => violation("not-notified", id)),
    ...notifications.flatMap((it) => wrongly(it, replays.get(it.chatId), history.preferences)),
    ...notifications
      .filter(({ userId, quiet }) => quiet !== (history.preferences.get(userId)?.quiet ?? false))
      .map(({ dedupeId, quiet }) => violation("disturbed", `${dedupeId} came ${quiet ? "quiet" : "loud"}`)),
  ];
}

type Excused = (userId: string, entry: StoredEntry) => boolean;

/**
 * Who lost access in between, or may have muted the chat at any time after the entry was asked for; that
 * of entries that nobody sent is not known, so it counts as the beginning.
 */
function excusedBy({ departures, mutes, sends }: History): Excused {
  const gone = new Set(departures.map(({ userId }) => userId));
  const askedAt = new Map(sends.map((send) => [`${send.userId} ${send.body}`, send.askedAt]));
  return (userId, { chatId, userId: senderId, body }) =>
    gone.has(userId) ||
    maybeMutedAfter(mutesOf(mutes, { userId, chatId }), askedAt.get(`${senderId} ${body}`) ?? 0);
}

interface Facts {
  readonly memberships: StoredChat["memberships"];
  readonly preferences: History["preferences"];
  readonly excused: Excused;
}

/** Those that must have come: what is read by now may have been read before it could be sent. */
function dueIn(replay: Replay, { memberships, preferences, excused }: Facts): string[] {
  return replay.entries.flatMap((entry) => {
    const event = eventOf(entry);
    return [...replay.parts.values()].flatMap((part) => {
      const readSeq = memberships.get(part.userId)?.readSeq ?? 0;
      const isRead = event === "added" ? readSeq > entry.seq : readSeq >= entry.seq;
      const isWanted = event && concerns(entry, part) && wants(preferences.get(part.userId), event);
      const isDue = isWanted && !isRead && !excused(part.userId, entry);
      return isDue ? [`${entry.chatId}.${entry.seq}.${event}.${part.userId}`] : [];
    });
  });
}

function wrongly(
  { chatId, seq, event, userId, senderId, dedupeId }: SeenNotification,
  replay: Replay | undefined,
  preferences: History["preferences"],
): Violation[] {
  const entry = replay?.entry(seq);
  const part = replay?.parts.get(userId);
  const isFine =
    entry !== undefined &&
    part !== undefined &&
    eventOf(entry) === event &&
    senderId === entry.userId &&
    concerns(entry, part) &&
    wants(preferences.get(userId), event) &&
    dedupeId === `${chatId}.${seq}.${event}.${userId}`;
  return isFine ? [] : [violation("wrongly-notified", `${dedupeId}, to ${userId}`)];
}

function eventOf({ kind }: StoredEntry): Event | undefined {
  if (kind === "message") return "message";
  return kind === "chat_created" || kind === "participants_added" ? "added" : undefined;
}

/** Not of one's own doing; of messages after one came, of the adding that brought one in. */
function concerns(entry: StoredEntry, { userId, joinedSeq }: Part): boolean {
  if (entry.userId === userId) return false;
  return entry.kind === "message" ? joinedSeq < entry.seq : joinedSeq === entry.seq;
}

function wants(
  { wants: wanted }: Pick<Preference, "wants"> = { wants: "every_message" },
  event: Event,
): boolean {
  return wanted === "every_message" || (wanted === "added_only" && event === "added");
}
