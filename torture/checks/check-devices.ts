import { isDeepStrictEqual } from "node:util";
import type { DeviceHistory, History, SeenChat, SeenEntry } from "../history.ts";
import type { Replay, Replays } from "../replay.ts";
import { type Violation, type ViolationKind, violation } from "../violations.ts";

/** Checks that each client emitted each visible entry once, in order and as logged, and nothing else. */
export function checkDevices({ devices, revocations }: History, replays: Replays): Violation[] {
  const revoked = new Set(revocations.map(({ userId }) => userId));
  return devices.flatMap((device) =>
    [...replays.values()].flatMap((replay) =>
      checkDevice(device, replay).filter(({ kind }) => !revoked.has(device.userId) || !excused.has(kind)),
    ),
  );
}

/** Users who lose access miss later chats and entries. */
const excused: ReadonlySet<ViolationKind> = new Set(["chat-unseen", "lost"]);

function checkDevice({ userId, device, events }: DeviceHistory, replay: Replay): Violation[] {
  const where = `${replay.chatId}: ${device}`;
  const entries = events.flatMap((it) =>
    it.type === "entry" && it.entry.chatId === replay.chatId ? [it.entry] : [],
  );
  const chats = events.flatMap((it) => (it.type === "chat" && it.chat.id === replay.chatId ? [it] : []));
  const reads = events.flatMap((it) => (it.type === "read" && it.chatId === replay.chatId ? [it] : []));
  const participant = replay.participants.get(userId);
  if (participant === undefined) {
    return entries.length + chats.length + reads.length === 0
      ? []
      : [violation("leaked", `${where} is no participant`)];
  }
  const [first, second] = chats;
  if (first === undefined) return [violation("chat-unseen", where)];
  const { chat, afterSeq } = first;
  return [
    ...(second === undefined ? [] : [violation("doubled", `${where}: the chat itself`)]),
    ...(afterSeq < Math.max(participant.joinedSeq, chat.readSeq)
      ? []
      : [violation("lost", `${where}: begins after ${afterSeq}, though only ${chat.readSeq} is read`)]),
    ...entries.flatMap((entry) => checkContent(entry, { where, replay, userId })),
    ...checkOrder(entries, where),
    ...checkMissing(entries, { where, replay, from: Math.max(afterSeq + 1, participant.fromSeq) }),
    ...checkReadEvents(reads, { where, replay }),
  ];
}

/** Read events name participants and existing entries, and each pointer only moves forward. */
function checkReadEvents(
  reads: readonly { readonly userId: string; readonly seq: number }[],
  { where, replay }: { where: string; replay: Replay },
): Violation[] {
  const last = new Map<string, number>();
  return reads.flatMap(({ userId, seq }) => {
    const before = last.get(userId) ?? 0;
    last.set(userId, seq);
    const detail = `${where}: ${userId} has read up to ${seq}`;
    if (!replay.participants.has(userId) || seq > replay.lastSeq) return [violation("invented", detail)];
    return seq > before ? [] : [violation("read-back", `${detail}, after ${before}`)];
  });
}

function checkContent(
  entry: SeenEntry,
  { where, replay, userId }: { where: string; replay: Replay; userId: string },
): Violation[] {
  if (!replay.maySee(userId, entry.seq)) return [violation("leaked", `${where}: entry ${entry.seq}`)];
  const { messageCount: _, ...logged } = replay.entry(entry.seq) ?? { messageCount: 0 };
  return isDeepStrictEqual(logged, entry) ? [] : [violation("invented", `${where}: entry ${entry.seq}`)];
}

function checkOrder(entries: readonly SeenEntry[], where: string): Violation[] {
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

function checkMissing(
  entries: readonly SeenEntry[],
  { where, replay, from }: { where: string; replay: Replay; from: number },
): Violation[] {
  const seen = new Set(entries.map(({ seq }) => seq));
  return replay.entries
    .filter(({ seq }) => seq >= from && !seen.has(seq))
    .map(({ seq }) => violation("lost", `${where}: entry ${seq} of ${replay.lastSeq}`));
}

/** Checks that no answer showed a user a chat, a preview or an entry that they may not see. */
export function checkShown({ shown, finalChats }: History, replays: Replays): Violation[] {
  const answers = [...shown, ...finalChats.map((it) => ({ ...it, entries: [] }))];
  return answers.flatMap(({ userId, entries, chats }) => [
    ...entries
      .filter(({ chatId, seq }) => !replays.get(chatId)?.maySee(userId, seq))
      .map(({ chatId, seq }) => violation("leaked", `${chatId}: ${userId} was shown entry ${seq}`)),
    ...chats.flatMap((chat) => checkShownChat(chat, userId, replays.get(chat.id))),
  ]);
}

function checkShownChat(
  chat: Pick<SeenChat, "id" | "lastMessageBody">,
  userId: string,
  replay: Replay | undefined,
): Violation[] {
  const participant = replay?.participants.get(userId);
  if (replay === undefined || participant === undefined) {
    return [violation("leaked", `${chat.id}: shown to ${userId}`)];
  }
  const preview = chat.lastMessageBody;
  const isVisible = replay.entries.some(({ seq, body }) => body === preview && seq >= participant.fromSeq);
  return preview === null || isVisible
    ? []
    : [violation("leaked", `${chat.id}: ${userId} was shown the preview "${preview}"`)];
}
