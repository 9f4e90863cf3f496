import type { History, Mute, SeenNotification } from "../history.ts";
import type { StoredChat } from "../stored-chats.ts";
import { type Violation, violation } from "../violations.ts";

/** A read that is not consistent may show the state before an answer for so long. */
const staleMs = 3000;

/** Checks that each chat is muted as its last answer says, and that muted chats caused no notifications. */
export function checkMutes(history: History, chats: readonly StoredChat[]): Violation[] {
  return [...chats.flatMap((chat) => checkStored(chat, history.mutes)), ...checkNotified(history)];
}

/** The requests of one user for one chat, in order. Each follows the answer to the previous one. */
export function mutesOf(mutes: readonly Mute[], { userId, chatId }: Pick<Mute, "userId" | "chatId">): Mute[] {
  return mutes.filter((it) => it.userId === userId && it.chatId === chatId);
}

/** Whether the chat may have been muted at any time after `time`. */
export function possiblyMutedAfter(mutes: readonly Mute[], time: number): boolean {
  return mutes.some(({ muted }, index) => {
    const answeredAt = mutes[index + 1]?.answeredAt ?? Number.POSITIVE_INFINITY;
    return muted && answeredAt + staleMs > time;
  });
}

/** Whether the answers prove that the chat was muted all the time. */
function certainlyMuted(mutes: readonly Mute[], { from, to }: { from: number; to: number }): boolean {
  return mutes.some(({ muted, answeredAt = Number.POSITIVE_INFINITY }, index) => {
    const endsAt = mutes[index + 1]?.requestedAt ?? Number.POSITIVE_INFINITY;
    return muted && answeredAt + staleMs < from && to < endsAt;
  });
}

function checkStored({ chatId, memberships }: StoredChat, mutes: readonly Mute[]): Violation[] {
  return [...memberships].flatMap(([userId, { muted }]) => {
    const last = mutesOf(mutes, { userId, chatId }).at(-1);
    if (last?.answeredAt === undefined || last.muted === muted) return [];
    return [violation("not-kept", `${chatId}: muted by ${userId} is ${muted}`)];
  });
}

function checkNotified({ notifications, mutes, sends }: History): Violation[] {
  const sentAt = new Map(
    sends.map(({ chatId, requestedAt, acknowledged }) => [`${chatId} ${acknowledged?.seq}`, requestedAt]),
  );
  const isMuted = ({ userId, chatId, seq, receivedAt }: SeenNotification) => {
    const from = sentAt.get(`${chatId} ${seq}`);
    return from !== undefined && certainlyMuted(mutesOf(mutes, { userId, chatId }), { from, to: receivedAt });
  };
  return [...notifications.values()]
    .filter(isMuted)
    .map(({ dedupeId }) => violation("wrongly-notified", `${dedupeId}, though muted`));
}
