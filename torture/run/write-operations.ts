import { type Mute, SeenEntry, type Send } from "../history.ts";
import type { Device } from "./device.ts";
import { attempt, attemptRead, type Operation } from "./operation.ts";
import { chance, pick, pickSome } from "./random-choice.ts";

/** Nobody is added to a chat of this size; otherwise all users would end up in all chats. */
const mostParticipants = 5;
/** Messages sent at once by one operation. */
const burst = 4;

export const createChat: Operation = (device) => {
  const { context, client, dice, userId } = device;
  if (context.chatsLeft === 0) return [];
  context.chatsLeft -= 1;
  const others = [...context.addable].filter((other) => other !== userId);
  // Few participants, so that some users are left to be added later.
  const participantIds = pickSome(dice, others).slice(0, 2);
  const subject = chance(dice, 0.5) ? `By ${device.name}` : null;
  const create = async () => ({ chats: [await client.chats.create({ participantIds, subject })] });
  return [attemptRead(device, "create-chat", create)];
};

/** Sends one message, or a burst of messages without waiting for acknowledgements. */
export const sendMessages: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const messages = chance(device.dice, 0.1) ? burst : 1;
  return Array.from({ length: messages }, () => sendMessage(device, chatId));
};

async function sendMessage(device: Device, chatId: string): Promise<void> {
  device.sent += 1;
  const body = `Message ${device.sent} of ${device.name}`;
  const send: Send = { userId: device.userId, device: device.name, chatId, body, requestedAt: Date.now() };
  device.history.sends.push(send);
  const entry = await attempt(device, "send-message", () => device.client.send(chatId, { body }));
  if (entry) send.acknowledged = SeenEntry.parse(entry);
}

export const markRead: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  const position = chatId === undefined ? 0 : (device.client.position(chatId) ?? 0);
  if (chatId === undefined || position === 0) return [];
  return [
    markReadUpTo(device, chatId, chance(device.dice, 0.8) ? position : Math.ceil(position * device.dice())),
  ];
};

async function markReadUpTo(device: Device, chatId: string, seq: number): Promise<void> {
  const { userId, history, context } = device;
  const key = `${chatId} ${userId}`;
  const leastSeq = Math.max(seq, context.readSeqs.get(key) ?? 0);
  const answer = await attempt(device, "mark-read", () => device.client.read(chatId, seq));
  if (answer === undefined) return;
  history.reads.push({ userId, chatId, leastSeq, readSeq: answer.readSeq });
  context.readSeqs.set(key, Math.max(context.readSeqs.get(key) ?? 0, answer.readSeq));
}

/** Adds users to a chat; to a full chat, participants that it has already. */
export const addParticipants: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const present = device.participantsOf(chatId);
  const isFull = present.size >= mostParticipants;
  const candidates = [...device.context.addable].filter((userId) => present.has(userId) === isFull);
  const userIds = pickSome(device.dice, candidates).slice(0, 2);
  if (userIds.length === 0) return [];
  const historyAccess = chance(device.dice, 0.5) ? "full" : "none";
  const add = () => device.client.chats.addParticipants(chatId, { userIds, historyAccess });
  return [attempt(device, "add-participants", add)];
};

export const changeSubject: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const subject = chance(device.dice, 0.2) ? null : `Subject ${Math.floor(device.dice() * 1000)}`;
  return [attempt(device, "change-subject", () => device.client.chats.setSubject(chatId, subject))];
};

/** So long after an answer, no earlier request for the same chat can take effect any more. */
const muteIntervalMs = 10_000;

/** Mutes or unmutes a chat, with one request at a time per user and chat, so that the state is known. */
export const toggleMute: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const key = `${chatId} ${device.userId}`;
  const last = device.context.mutes.get(key);
  const earliest = (last?.answeredAt ?? Number.POSITIVE_INFINITY) + muteIntervalMs;
  if (last !== undefined && Date.now() < earliest) return [];
  const next: Mute = { userId: device.userId, chatId, muted: !last?.muted, requestedAt: Date.now() };
  device.context.mutes.set(key, next);
  device.history.mutes.push(next);
  return [requestMute(device, next)];
};

async function requestMute(device: Device, mute: Mute): Promise<void> {
  const { chatId, muted } = mute;
  const settings = await attempt(device, "mute", () => device.client.chats.setSettings(chatId, { muted }));
  if (settings) mute.answeredAt = Date.now();
}
