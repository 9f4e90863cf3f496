import { isDeepStrictEqual } from "node:util";
import type { DeviceHistory, History, SeenChat, SeenEntry } from "../history.ts";
import type { Replay, Replays } from "../replay.ts";
import { type Violation, type ViolationKind, violation } from "../violations.ts";

/** Was each client told of each entry once, in order, as the log has it, and of nothing that is not for its user? */
export function checkDevices({ devices, departures }: History, replays: Replays): Violation[] {
  const gone = new Set(departures.map(({ userId }) => userId));
  return devices.flatMap((device) =>
    [...replays.values()].flatMap((replay) =>
      checkOne(device, replay).filter(({ kind }) => !gone.has(device.userId) || !excused.has(kind)),
    ),
  );
}

/** Who loses access in between misses what comes then. */
const excused: ReadonlySet<ViolationKind> = new Set(["chat-unseen", "lost"]);

function checkOne(device: DeviceHistory, replay: Replay): Violation[] {
  const where = `${replay.chatId}: ${device.device}`;
  const entries = device.told.flatMap((it) =>
    it.what === "entry" && it.entry.chatId === replay.chatId ? [it.entry] : [],
  );
  const meetings = device.told.flatMap((it) =>
    it.what === "chat" && it.chat.id === replay.chatId ? [it] : [],
  );
  const [first, second] = meetings;
  const reads = device.told.flatMap((it) => (it.what === "read" && it.chatId === replay.chatId ? [it] : []));
  const part = replay.parts.get(device.userId);
  if (part === undefined) {
    return entries.length + meetings.length + reads.length === 0
      ? []
      : [violation("leaked", `${where} is no participant`)];
  }
  if (first === undefined) return [violation("chat-unseen", where)];
  const { chat, afterSeq } = first;
  return [
    ...(second === undefined ? [] : [violation("doubled", `${where}: the chat itself`)]),
    ...(afterSeq < Math.max(part.joinedSeq, chat.readSeq)
      ? []
      : [violation("lost", `${where}: begins after ${afterSeq}, though only ${chat.readSeq} is read`)]),
    ...entries.flatMap((entry) => foreign(entry, { where, replay, userId: device.userId })),
    ...sequence(entries, where),
    ...missing(entries, { where, replay, from: Math.max(afterSeq + 1, part.fromSeq) }),
    ...readers(reads, { where, replay }),
  ];
}

/** Only participants read, only what is there, and always further. */
function readers(
  reads: readonly { readonly userId: string; readonly seq: number }[],
  { where, replay }: { where: string; replay: Replay },
): Violation[] {
  const last = new Map<string, number>();
  return reads.flatMap(({ userId, seq }) => {
    const before = last.get(userId) ?? 0;
    last.set(userId, seq);
    const what = `${where}: ${userId} has read up to ${seq}`;
    if (!replay.parts.has(userId) || seq > replay.lastSeq) return [violation("invented", what)];
    return seq > before ? [] : [violation("read-back", `${what}, after ${before}`)];
  });
}

function foreign(
  entry: SeenEntry,
  { where, replay, userId }: { where: string; replay: Replay; userId: string },
): Violation[] {
  if (!replay.mayBeSeen(userId, entry.seq)) return [violation("leaked", `${where}: entry ${entry.seq}`)];
  const { messageCount: _, ...logged } = replay.entry(entry.seq) ?? { messageCount: 0 };
  return isDeepStrictEqual(logged, entry) ? [] : [violation("invented", `${where}: entry ${entry.seq}`)];
}

function sequence(entries: readonly SeenEntry[], where: string): Violation[] {
  const seen = new Set<number>();
  let last = 0;
  return entries.flatMap(({ seq }) => {
    const doubled = seen.has(seq);
    const reordered = !doubled && seq < last;
    seen.add(seq);
    last = Math.max(last, seq);
    if (doubled) return [violation("doubled", `${where}: entry ${seq}`)];
    return reordered ? [violation("reordered", `${where}: entry ${seq} after ${last}`)] : [];
  });
}

function missing(
  entries: readonly SeenEntry[],
  { where, replay, from }: { where: string; replay: Replay; from: number },
): Violation[] {
  const seen = new Set(entries.map(({ seq }) => seq));
  return replay.entries
    .filter(({ seq }) => seq >= from && !seen.has(seq))
    .map(({ seq }) => violation("lost", `${where}: entry ${seq} of ${replay.lastSeq}`));
}

/** Does any answer show a user a chat, a text or an entry that is not for them? */
export function checkShown({ shown, finalChats }: History, replays: Replays): Violation[] {
  const answers = [...shown, ...finalChats.map((it) => ({ ...it, entries: [] }))];
  return answers.flatMap(({ userId, entries, chats }) => [
    ...entries
      .filter(({ chatId, seq }) => !replays.get(chatId)?.mayBeSeen(userId, seq))
      .map(({ chatId, seq }) => violation("leaked", `${chatId}: ${userId} was shown entry ${seq}`)),
    ...chats.flatMap((chat) => shownChat(chat, userId, replays.get(chat.id))),
  ]);
}

function shownChat(
  chat: Pick<SeenChat, "id" | "lastMessageBody">,
  userId: string,
  replay: Replay | undefined,
): Violation[] {
  const part = replay?.parts.get(userId);
  if (replay === undefined || part === undefined)
    return [violation("leaked", `${chat.id}: shown to ${userId}`)];
  const preview = chat.lastMessageBody;
  const hidden =
    preview !== null && !replay.entries.some(({ seq, body }) => body === preview && seq >= part.fromSeq);
  return hidden ? [violation("leaked", `${chat.id}: ${userId} was shown the preview "${preview}"`)] : [];
}
