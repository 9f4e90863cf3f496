import { Replay } from "../replay.ts";
import type { StoredChat } from "../stored-chats.ts";
import { type Violation, violation } from "../violations.ts";

/** Checks that each log is dense, its counts are right, and roster and memberships match its replay. */
export function checkLogs(chats: readonly StoredChat[]): Violation[] {
  return chats.flatMap((chat) => {
    const replay = new Replay(chat);
    return [
      ...checkDensity(chat),
      ...checkCounts(chat),
      ...checkRoster(chat, replay),
      ...checkMemberships(chat, replay),
    ];
  });
}

function checkDensity({ chatId, entries, header }: StoredChat): Violation[] {
  const gap = entries.findIndex(({ seq }, index) => seq !== index + 1);
  const lastSeq = entries.at(-1)?.seq ?? 0;
  return [
    ...(gap === -1
      ? []
      : [violation("log", `${chatId}: entry ${entries[gap]?.seq} in the place of ${gap + 1}`)]),
    ...(entries[0]?.kind === "chat_created"
      ? []
      : [violation("log", `${chatId}: does not begin with chat_created`)]),
    ...(header?.lastSeq === lastSeq
      ? []
      : [violation("log", `${chatId}: the header's lastSeq is ${header?.lastSeq}, the log's ${lastSeq}`)]),
  ];
}

function checkCounts({ chatId, entries, header }: StoredChat): Violation[] {
  let messages = 0;
  const wrong = entries.flatMap(({ seq, kind, messageCount }) => {
    if (kind === "message") messages += 1;
    if (messageCount === messages) return [];
    return [
      violation("log", `${chatId}: entry ${seq} counts ${messageCount} messages, there are ${messages}`),
    ];
  });
  if (header?.messageCount === messages) return wrong;
  return [
    ...wrong,
    violation("log", `${chatId}: the header counts ${header?.messageCount} messages of ${messages}`),
  ];
}

function checkRoster({ chatId, roster }: StoredChat, { participants }: Replay): Violation[] {
  const stored = (roster?.joins ?? []).flatMap(({ userIds, seq, historyFromSeq }) =>
    userIds.map((userId) => `${userId}:${seq}:${historyFromSeq}`),
  );
  const replayed = [...participants.values()].map(
    ({ userId, joinedSeq, fromSeq }) => `${userId}:${joinedSeq}:${fromSeq}`,
  );
  if (stored.toSorted().join() === replayed.toSorted().join()) return [];
  return [violation("roster", `${chatId}: ${stored.toSorted()} instead of ${replayed.toSorted()}`)];
}

function checkMemberships({ chatId, memberships }: StoredChat, { participants }: Replay): Violation[] {
  const missing = [...participants.keys()].filter((userId) => !memberships.has(userId));
  const surplus = [...memberships.keys()].filter((userId) => !participants.has(userId));
  return [...missing.map((it) => `lacks ${it}`), ...surplus.map((it) => `has ${it}`)].map((difference) =>
    violation("roster", `${chatId}: the index by user ${difference}`),
  );
}
