import { Replay } from "../replay.ts";
import type { StoredChat } from "../truth.ts";
import { type Violation, violation } from "../violations.ts";

/** Is each log dense, its counts right, and everything beside it what it says? */
export function checkLogs(chats: readonly StoredChat[]): Violation[] {
  return chats.flatMap((chat) => {
    const replay = new Replay(chat);
    return [...density(chat), ...counts(chat), ...roster(chat, replay), ...memberships(chat, replay)];
  });
}

function density({ chatId, entries, header }: StoredChat): Violation[] {
  const gap = entries.findIndex(({ seq }, index) => seq !== index + 1);
  const lastSeq = entries.at(-1)?.seq ?? 0;
  return [
    ...(gap === -1
      ? []
      : [violation("log", `${chatId}: ${entries[gap]?.seq} stands where ${gap + 1} should`)]),
    ...(entries[0]?.kind === "chat_created"
      ? []
      : [violation("log", `${chatId}: does not begin with its creation`)]),
    ...(header?.lastSeq === lastSeq
      ? []
      : [violation("log", `${chatId}: the header's lastSeq is ${header?.lastSeq}, the log's ${lastSeq}`)]),
  ];
}

function counts({ chatId, entries, header }: StoredChat): Violation[] {
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

function roster({ chatId, roster: stored }: StoredChat, { parts }: Replay): Violation[] {
  const listed = (stored?.joins ?? []).flatMap(({ userIds, seq, historyFromSeq }) =>
    userIds.map((userId) => `${userId}:${seq}:${historyFromSeq}`),
  );
  const replayed = [...parts.values()].map(
    ({ userId, joinedSeq, fromSeq }) => `${userId}:${joinedSeq}:${fromSeq}`,
  );
  if (listed.toSorted().join() === replayed.toSorted().join()) return [];
  return [violation("roster", `${chatId}: ${listed.toSorted()} instead of ${replayed.toSorted()}`)];
}

function memberships({ chatId, memberships: stored }: StoredChat, { parts }: Replay): Violation[] {
  const missing = [...parts.keys()].filter((userId) => !stored.has(userId));
  const strange = [...stored.keys()].filter((userId) => !parts.has(userId));
  return [...missing.map((it) => `lacks ${it}`), ...strange.map((it) => `has ${it}`)].map((what) =>
    violation("roster", `${chatId}: the index by user ${what}`),
  );
}
