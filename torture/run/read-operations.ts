import { ChatClientError } from "../../client/chat-client-error.ts";
import type { Device } from "./device.ts";
import { attemptRead, type Operation } from "./operation.ts";
import { chance, pick } from "./random-choice.ts";

const pageSizes = [1, 3, 20, 20, 20, 100] as const;

export const listChats: Operation = (device) => {
  const status = pick(device.dice, ["all", "unread"] as const) ?? "all";
  return [attemptRead(device, "list-chats", () => device.client.chats.list({ status }))];
};

/** Gets one chat: its preview and its counts respect the history cutoff, too. */
export const getChat: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const get = async () => ({ chats: [await device.client.chats.get(chatId)] });
  return [attemptRead(device, "get-chat", get)];
};

export const pageHistory: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const position = device.client.position(chatId) ?? 0;
  const beforeSeq = chance(device.dice, 0.5) ? Math.ceil(position * device.dice()) + 1 : undefined;
  const limit = pick(device.dice, pageSizes) ?? 20;
  const page = () => device.client.messages.page(chatId, { beforeSeq, limit });
  return [attemptRead(device, "page-history", page)];
};

/** Loads the latest page of a new chat, as an application does. */
export function loadLatestPage(device: Device, chatId: string): Promise<void> {
  return attemptRead(device, "load-latest-page", () => device.client.messages.page(chatId));
}

/** Requests the messages of any chat: the answer must respect the user's history cutoff, or be a 404. */
export const probeForeignChat: Operation = (device) => {
  const chatId = pick(device.dice, [...device.context.chatIds]);
  if (chatId === undefined) return [];
  const page = () => device.client.messages.page(chatId, { limit: 100 }).catch(acceptNotFound);
  return [attemptRead(device, "probe-foreign-chat", page)];
};

function acceptNotFound(error: unknown): undefined {
  if (error instanceof ChatClientError && error.code === "not_found") return undefined;
  throw error;
}
