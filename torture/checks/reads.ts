import type { History } from "../history.ts";
import type { Replay, Replays } from "../replay.ts";
import type { StoredChat } from "../truth.ts";
import { type Violation, violation } from "../violations.ts";

/** Do read pointers only go forward, and does what is unread follow from the log? */
export function checkReads(history: History, chats: readonly StoredChat[], replays: Replays): Violation[] {
  return [
    ...answersGoForward(history),
    ...chats.flatMap((chat) => pointersHold(chat, history, replays)),
    ...history.finalChats.flatMap(({ userId, chats: views }) =>
      views.flatMap((view) => unreadHolds({ userId, view }, replays.get(view.id))),
    ),
    ...listsAreWhole(history, replays),
  ];
}

function answersGoForward({ reads }: History): Violation[] {
  return reads
    .filter(({ floor, readSeq }) => readSeq < floor)
    .map(({ userId, chatId, floor, readSeq }) =>
      violation("read-back", `${chatId}: ${userId} stands at ${readSeq} after ${floor}`),
    );
}

/** The stored pointer is not before any answer, nor before anything that its owner knows to have written. */
function pointersHold({ chatId, memberships }: StoredChat, history: History, replays: Replays): Violation[] {
  const replay = replays.get(chatId);
  return [...memberships].flatMap(([userId, { readSeq, readMessageCount }]) => {
    const answered = history.reads.filter((it) => it.userId === userId && it.chatId === chatId);
    const written = history.sends.filter((it) => it.userId === userId && it.chatId === chatId);
    const read = Math.max(0, ...answered.map((it) => it.readSeq));
    const wrote = Math.max(0, ...written.map(({ acknowledged }) => acknowledged?.seq ?? 0));
    const counted = replay?.messagesUpTo(readSeq) ?? 0;
    const where = `${chatId}: ${userId} has read up to ${readSeq}`;
    return [
      ...(readSeq >= read ? [] : [violation("read-back", `${where}, and was told ${read}`)]),
      ...(readSeq >= wrote ? [] : [violation("own-unread", `${where}, and wrote ${wrote}`)]),
      ...(readMessageCount === counted
        ? []
        : [violation("unread", `${where}: ${readMessageCount} messages, not ${counted}`)]),
    ];
  });
}

function unreadHolds(
  { userId, view }: { userId: string; view: History["finalChats"][number]["chats"][number] },
  replay: Replay | undefined,
): Violation[] {
  if (replay === undefined) return []; // said elsewhere
  const unread = replay.messagesUpTo(replay.lastSeq) - replay.messagesUpTo(view.readSeq);
  const fits = view.unreadCount === unread && view.lastSeq === replay.lastSeq;
  const shown = `${view.unreadCount} unread of ${view.lastSeq} entries, read up to ${view.readSeq}`;
  return fits
    ? []
    : [
        violation(
          "unread",
          `${view.id}: ${userId} is shown ${shown}; the log says ${unread} of ${replay.lastSeq}`,
        ),
      ];
}

function listsAreWhole({ finalChats }: History, replays: Replays): Violation[] {
  return finalChats.flatMap(({ userId, chats }) => {
    const listed = new Set(chats.map(({ id }) => id));
    const absent = [...replays.values()].filter(
      ({ chatId, parts }) => parts.has(userId) && !listed.has(chatId),
    );
    return absent.map(({ chatId }) => violation("chat-unseen", `${chatId}: not in the list of ${userId}`));
  });
}
