import type { History, Send } from "../history.ts";
import type { Replays } from "../replay.ts";
import { type Violation, violation } from "../violations.ts";

/** Checks that each acknowledged message is in the log once and in its sender's order, and no unsent one is. */
export function checkSends({ sends }: History, replays: Replays): Violation[] {
  return [
    ...sends.flatMap((send) => checkAcknowledged(send, replays)),
    ...checkSendOrder(sends),
    ...[...replays.keys()].flatMap((chatId) => checkMessages(sends, chatId, replays)),
  ];
}

function checkAcknowledged({ userId, chatId, body, acknowledged }: Send, replays: Replays): Violation[] {
  if (acknowledged === undefined) return [];
  const { seq } = acknowledged;
  const entry = replays.get(chatId)?.entry(seq);
  const isLogged = entry?.kind === "message" && entry.userId === userId && entry.body === body;
  if (isLogged && acknowledged.body === body) return [];
  return [
    violation("send-lost", `${chatId}: ${userId} sent "${body}" as ${seq}, which is ${describe(entry)}`),
  ];
}

/** Messages from one device to one chat are logged in the order of the sends. */
function checkSendOrder(sends: readonly Send[]): Violation[] {
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
  entry === undefined ? "missing" : `a ${entry.kind} of ${entry.userId}, "${entry.body ?? ""}"`;

/** Each logged message was sent, and no two have the same body or the same `clientMessageId` of one user. */
function checkMessages(sends: readonly Send[], chatId: string, replays: Replays): Violation[] {
  const sent = new Set(
    sends.filter((send) => send.chatId === chatId).map(({ userId, body }) => `${userId} ${body}`),
  );
  const found = new Map<string, number>();
  const messages = (replays.get(chatId)?.entries ?? []).filter(({ kind }) => kind === "message");
  return messages.flatMap(({ seq, userId, body, clientMessageId }) => {
    const keys = [`${userId} ${body}`, `${userId} key ${clientMessageId}`];
    const earlier = keys.map((key) => found.get(key)).find((before) => before !== undefined);
    for (const key of keys) found.set(key, seq);
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
