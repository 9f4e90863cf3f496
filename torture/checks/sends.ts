import type { History, Send } from "../history.ts";
import type { Replays } from "../replay.ts";
import { type Violation, violation } from "../violations.ts";

/** Is every acknowledged message in the log, each once, in the order of its sender, and none that nobody sent? */
export function checkSends({ sends }: History, replays: Replays): Violation[] {
  return [
    ...sends.flatMap((send) => lostSend(send, replays)),
    ...overtaking(sends),
    ...[...replays.keys()].flatMap((chatId) => logAgainst(sends, chatId, replays)),
  ];
}

function lostSend({ userId, chatId, body, acknowledged }: Send, replays: Replays): Violation[] {
  if (acknowledged === undefined) return [];
  const { seq } = acknowledged;
  const entry = replays.get(chatId)?.entry(seq);
  if (
    entry?.kind === "message" &&
    entry.userId === userId &&
    entry.body === body &&
    acknowledged.body === body
  )
    return [];
  return [
    violation("send-lost", `${chatId}: ${userId} sent "${body}" as ${seq}, where ${describe(entry)} stands`),
  ];
}

/** What one device sends to one chat arrives in the order in which it was written. */
function overtaking(sends: readonly Send[]): Violation[] {
  const last = new Map<string, number>();
  return sends.flatMap(({ device, chatId, acknowledged }) => {
    if (acknowledged === undefined) return [];
    const key = `${chatId}: ${device}`;
    const before = last.get(key) ?? 0;
    last.set(key, acknowledged.seq);
    if (before < acknowledged.seq) return [];
    return [violation("reordered", `${key} sent ${acknowledged.seq} after ${before}`)];
  });
}

const describe = (entry: { userId: string; kind: string; body?: string | undefined } | undefined) =>
  entry === undefined ? "nothing" : `a ${entry.kind} of ${entry.userId}, "${entry.body ?? ""}",`;

function logAgainst(sends: readonly Send[], chatId: string, replays: Replays): Violation[] {
  const sent = new Set(
    sends.filter((send) => send.chatId === chatId).map(({ userId, body }) => `${userId} ${body}`),
  );
  const found = new Map<string, number>();
  const messages = (replays.get(chatId)?.entries ?? []).filter(({ kind }) => kind === "message");
  return messages.flatMap(({ seq, userId, body, clientMessageId }) => {
    const names = [`${userId} ${body}`, `${userId} key ${clientMessageId}`];
    const earlier = names.map((name) => found.get(name)).find((before) => before !== undefined);
    for (const name of names) found.set(name, seq);
    return [
      ...(earlier === undefined
        ? []
        : [violation("sent-twice", `${chatId}: "${body}" of ${userId} is ${earlier} and ${seq}`)]),
      ...(sent.has(`${userId} ${body}`)
        ? []
        : [violation("not-sent", `${chatId}: ${seq} "${body}" of ${userId}`)]),
    ];
  });
}
