import type { History, Mute, SeenNotification } from "../history.ts";
import type { StoredChat } from "../truth.ts";
import { type Violation, violation } from "../violations.ts";

/** Reads that are not consistent may show the time before an answer for so long. */
const staleMs = 3000;

/** Is every chat as muted as its last answer says, and was nobody notified of what came while it was? */
export function checkMutes(history: History, chats: readonly StoredChat[]): Violation[] {
  return [...chats.flatMap((chat) => notKept(chat, history.mutes)), ...notifiedAllTheSame(history)];
}

/** Requests of one user about one chat, in their order; the next one is made only when one is answered. */
export function mutesOf(mutes: readonly Mute[], { userId, chatId }: Pick<Mute, "userId" | "chatId">): Mute[] {
  return mutes.filter((it) => it.userId === userId && it.chatId === chatId);
}

/** Can the chat have been muted at any time from then on? */
export function maybeMutedAfter(mutes: readonly Mute[], time: number): boolean {
  return mutes.some(({ muted }, index) => {
    const answeredAt = mutes[index + 1]?.answeredAt ?? Number.POSITIVE_INFINITY;
    return muted && answeredAt + staleMs > time;
  });
}

/** Was the chat muted all that time, as far as answers can tell? */
function surelyMuted(mutes: readonly Mute[], { from, to }: { from: number; to: number }): boolean {
  return mutes.some(({ muted, answeredAt = Number.POSITIVE_INFINITY }, index) => {
    const endsAt = mutes[index + 1]?.askedAt ?? Number.POSITIVE_INFINITY;
    return muted && answeredAt + staleMs < from && to < endsAt;
  });
}

function notKept({ chatId, memberships }: StoredChat, mutes: readonly Mute[]): Violation[] {
  return [...memberships].flatMap(([userId, { muted }]) => {
    const last = mutesOf(mutes, { userId, chatId }).at(-1);
    if (last?.answeredAt === undefined || last.muted === muted) return [];
    return [violation("not-kept", `${chatId}: muted by ${userId} is ${muted}`)];
  });
}

function notifiedAllTheSame({ notifications, mutes, sends }: History): Violation[] {
  const sent = new Map(
    sends.map(({ chatId, askedAt, acknowledged }) => [`${chatId} ${acknowledged?.seq}`, askedAt]),
  );
  const isMuted = ({ userId, chatId, seq, cameAt }: SeenNotification) => {
    const from = sent.get(`${chatId} ${seq}`);
    return from !== undefined && surelyMuted(mutesOf(mutes, { userId, chatId }), { from, to: cameAt });
  };
  return [...notifications.values()]
    .filter(isMuted)
    .map(({ dedupeId }) => violation("wrongly-notified", `${dedupeId}, though muted`));
}
