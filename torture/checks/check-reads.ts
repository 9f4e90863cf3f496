import type { History } from "../history.ts";
import type { Replay, Replays } from "../replay.ts";
import type { StoredChat } from "../stored-chats.ts";
import { type Violation, violation } from "../violations.ts";

/** Checks that read pointers only move forward, that unread counts match the log, and that lists are complete. */
export function checkReads(history: History, chats: readonly StoredChat[], replays: Replays): Violation[] {
  return [
    ...checkAnswers(history),
    ...chats.flatMap((chat) => checkPointers(chat, history, replays)),
    ...history.finalChats.flatMap(({ userId, chats: shown }) =>
      shown.flatMap((chat) => checkUnread({ userId, chat }, replays.get(chat.id))),
    ),
    ...checkLists(history, replays),
  ];
}

function checkAnswers({ reads }: History): Violation[] {
  return reads
    .filter(({ leastSeq, readSeq }) => readSeq < leastSeq)
    .map(({ userId, chatId, leastSeq, readSeq }) =>
      violation("read-back", `${chatId}: ${userId} has read up to ${readSeq}, after ${leastSeq}`),
    );
}

/** A stored pointer is at or after every answer, and every acknowledged message of its user. */
function checkPointers({ chatId, memberships }: StoredChat, history: History, replays: Replays): Violation[] {
  const replay = replays.get(chatId);
  return [...memberships].flatMap(([userId, { readSeq, readMessageCount }]) => {
    const answers = history.reads.filter((it) => it.userId === userId && it.chatId === chatId);
    const sends = history.sends.filter((it) => it.userId === userId && it.chatId === chatId);
    const answered = Math.max(0, ...answers.map((it) => it.readSeq));
    const sent = Math.max(0, ...sends.map(({ acknowledged }) => acknowledged?.seq ?? 0));
    const counted = replay?.messagesUpTo(readSeq) ?? 0;
    const where = `${chatId}: ${userId} has read up to ${readSeq}`;
    return [
      ...(readSeq >= answered ? [] : [violation("read-back", `${where}, after the answer ${answered}`)]),
      ...(readSeq >= sent ? [] : [violation("own-unread", `${where}, after sending ${sent}`)]),
      ...(readMessageCount === counted
        ? []
        : [violation("unread", `${where}: ${readMessageCount} messages, not ${counted}`)]),
    ];
  });
}

function checkUnread(
  { userId, chat }: { userId: string; chat: History["finalChats"][number]["chats"][number] },
  replay: Replay | undefined,
): Violation[] {
  if (replay === undefined) return []; // checkShown reports it
  const unread = replay.messagesUpTo(replay.lastSeq) - replay.messagesUpTo(chat.readSeq);
  if (chat.unreadCount === unread && chat.lastSeq === replay.lastSeq) return [];
  const shown = `${chat.unreadCount} unread of ${chat.lastSeq} entries, read up to ${chat.readSeq}`;
  return [
    violation(
      "unread",
      `${chat.id}: ${userId} is shown ${shown}; the log has ${unread} of ${replay.lastSeq}`,
    ),
  ];
}

function checkLists({ finalChats }: History, replays: Replays): Violation[] {
  return finalChats.flatMap(({ userId, chats }) => {
    const listed = new Set(chats.map(({ id }) => id));
    const missing = [...replays.values()].filter(
      ({ chatId, participants }) => participants.has(userId) && !listed.has(chatId),
    );
    return missing.map(({ chatId }) => violation("chat-unseen", `${chatId}: not in the list of ${userId}`));
  });
}
