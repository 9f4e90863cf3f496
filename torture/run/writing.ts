import { type Mute, SeenEntry, type Send } from "../history.ts";
import { attempt, look, type Operation } from "./attempt.ts";
import type { Device } from "./device.ts";
import { chance, pick, pickSome } from "./pick.ts";

/** A chat grows no further: else all would be in all. */
const mostParticipants = 5;
const burst = 4;

export const create: Operation = (device) => {
  const { arena, client, dice, userId } = device;
  if (arena.chatsLeft === 0) return [];
  arena.chatsLeft -= 1;
  const others = [...arena.addable].filter((other) => other !== userId);
  // Few, so that there is somebody to add later.
  const participantIds = pickSome(dice, others).slice(0, 2);
  const subject = chance(dice, 0.5) ? `By ${device.name}` : null;
  return [
    look(device, "create", async () => ({ chats: [await client.chats.create({ participantIds, subject })] })),
  ];
};

/** At times several at once, without waiting for the one before. */
export const send: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const messages = chance(device.dice, 0.1) ? burst : 1;
  return Array.from({ length: messages }, () => sendOne(device, chatId));
};

async function sendOne(device: Device, chatId: string): Promise<void> {
  device.sent += 1;
  const body = `Message ${device.sent} of ${device.name}`;
  const record: Send = { userId: device.userId, device: device.name, chatId, body, askedAt: Date.now() };
  device.history.sends.push(record);
  const entry = await attempt(device, "send", () => device.client.send(chatId, { body }));
  if (entry) record.acknowledged = SeenEntry.parse(entry);
}

export const read: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  const position = chatId === undefined ? 0 : (device.client.position(chatId) ?? 0);
  if (chatId === undefined || position === 0) return [];
  return [
    readUpTo(device, chatId, chance(device.dice, 0.8) ? position : Math.ceil(position * device.dice())),
  ];
};

async function readUpTo(device: Device, chatId: string, seq: number): Promise<void> {
  const { userId, history, arena } = device;
  const where = `${chatId} ${userId}`;
  const floor = Math.max(seq, arena.readSeqs.get(where) ?? 0);
  const state = await attempt(device, "read", () => device.client.read(chatId, seq));
  if (state === undefined) return;
  history.reads.push({ userId, chatId, floor, readSeq: state.readSeq });
  arena.readSeqs.set(where, Math.max(arena.readSeqs.get(where) ?? 0, state.readSeq));
}

/** Whom to add of those who are not in, or somebody once more who is. */
export const add: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const present = device.participantsOf(chatId);
  const isFull = present.size >= mostParticipants;
  const candidates = [...device.arena.addable].filter((userId) => present.has(userId) === isFull);
  const userIds = pickSome(device.dice, candidates).slice(0, 2);
  if (userIds.length === 0) return [];
  const historyAccess = chance(device.dice, 0.5) ? "full" : "none";
  return [
    attempt(device, "add", () => device.client.chats.addParticipants(chatId, { userIds, historyAccess })),
  ];
};

export const changeSubject: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const subject = chance(device.dice, 0.2) ? null : `Subject ${Math.floor(device.dice() * 1000)}`;
  return [attempt(device, "subject", () => device.client.chats.setSubject(chatId, subject))];
};

/** So long after an answer no earlier request for the same can take effect any more. */
const mutedForMs = 10_000;

/** One request at a time for each user and chat, so that it is known what holds. */
export const mute: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const where = `${chatId} ${device.userId}`;
  const last = device.arena.mutes.get(where);
  if (last !== undefined && Date.now() < (last.answeredAt ?? Number.POSITIVE_INFINITY) + mutedForMs)
    return [];
  const next: Mute = { userId: device.userId, chatId, muted: !last?.muted, askedAt: Date.now() };
  device.arena.mutes.set(where, next);
  device.history.mutes.push(next);
  return [settle(device, next)];
};

async function settle(device: Device, mute: Mute): Promise<void> {
  const { chatId, muted } = mute;
  const settings = await attempt(device, "mute", () => device.client.chats.setSettings(chatId, { muted }));
  if (settings) mute.answeredAt = Date.now();
}
