import { SeenEntry, type Send } from "../history.ts";
import { attempt, type Operation, show } from "./attempt.ts";
import type { Device } from "./device.ts";
import { knownChats } from "./looking.ts";
import { chance, pick, pickSome } from "./pick.ts";

export const create: Operation = async (device) => {
  if (knownChats(device.history).length >= device.arena.mostChats) return;
  const others = device.arena.userIds.filter((userId) => userId !== device.userId);
  // Few, so that there is somebody to add later.
  const participantIds = pickSome(device.dice, others).slice(0, 2);
  const subject = chance(device.dice, 0.5) ? `By ${device.name}` : null;
  const chat = await attempt(device, "create", () => device.client.chats.create({ participantIds, subject }));
  if (chat) show(device, { chats: [chat] });
};

/** Sends a few at once, and does not wait for them. */
export const send: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return create(device);
  for (let left = chance(device.dice, 0.2) ? 5 : 1; left > 0; left -= 1)
    device.track(sendOne(device, chatId));
};

async function sendOne(device: Device, chatId: string): Promise<void> {
  device.sent += 1;
  const body = `Message ${device.sent} of ${device.name}`;
  const record: Send = { userId: device.userId, device: device.name, chatId, body };
  device.history.sends.push(record);
  const entry = await attempt(device, "send", () => device.client.send(chatId, { body }));
  if (entry) record.acknowledged = SeenEntry.parse(entry);
}

export const read: Operation = async (device) => {
  const { client, dice, userId, history } = device;
  const chatId = pick(dice, device.chatIds);
  const position = chatId === undefined ? 0 : (client.position(chatId) ?? 0);
  if (chatId === undefined || position === 0) return;
  const seq = chance(dice, 0.8) ? position : Math.ceil(position * dice());
  const answered = history.reads.filter((it) => it.userId === userId && it.chatId === chatId);
  const floor = Math.max(seq, ...answered.map(({ readSeq }) => readSeq));
  const state = await attempt(device, "read", () => client.read(chatId, seq));
  if (state) history.reads.push({ userId, chatId, floor, readSeq: state.readSeq });
};

export const add: Operation = async (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return;
  const body = {
    userIds: pickSome(device.dice, device.arena.userIds).slice(0, 2),
    historyAccess: chance(device.dice, 0.5) ? "full" : "none",
  } as const;
  await attempt(device, "add", () => device.client.chats.addParticipants(chatId, body));
};

export const changeSubject: Operation = async (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return;
  const subject = chance(device.dice, 0.2) ? null : `Subject ${Math.floor(device.dice() * 1000)}`;
  await attempt(device, "subject", () => device.client.chats.setSubject(chatId, subject));
};
