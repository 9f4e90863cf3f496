import { ChatClientError } from "../../client/chat-client-error.ts";
import { attempt, look, type Operation } from "./attempt.ts";
import type { Device } from "./device.ts";
import { chance, pick } from "./pick.ts";

const pageSizes = [1, 3, 20, 20, 20, 100] as const;
const longestOfflineMs = 3000;

export const list: Operation = (device) => {
  const status = pick(device.dice, ["all", "unread"] as const) ?? "all";
  return [look(device, "list", () => device.client.chats.list({ status }))];
};

/** One chat as a list would show it: its preview and counts are behind the fence too. */
export const glance: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  return [look(device, "chat", async () => ({ chats: [await device.client.chats.get(chatId)] }))];
};

export const leaf: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return [];
  const position = device.client.position(chatId) ?? 0;
  const beforeSeq = chance(device.dice, 0.5) ? Math.ceil(position * device.dice()) + 1 : undefined;
  const limit = pick(device.dice, pageSizes) ?? 20;
  return [look(device, "page", () => device.client.messages.page(chatId, { beforeSeq, limit }))];
};

/** What an application does when there is a new chat: it shows the latest page. */
export function open(device: Device, chatId: string): Promise<void> {
  return look(device, "open", () => device.client.messages.page(chatId));
}

/** Looks for a chat that somebody else is in: what comes must be for this user after all, or a 404. */
export const peek: Operation = (device) => {
  const chatId = pick(device.dice, [...device.arena.chatIds]);
  if (chatId === undefined) return [];
  const page = () => device.client.messages.page(chatId, { limit: 100 }).catch(notFoundIsFine);
  return [look(device, "peek", page)];
};

function notFoundIsFine(error: unknown): undefined {
  if (error instanceof ChatClientError && error.code === "not_found") return undefined;
  throw error;
}

/** Without a connection nothing is said. */
export const typing: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined || device.client.state !== "online") return [];
  return [attempt(device, "typing", () => device.client.typing(chatId, chance(device.dice, 0.5)))];
};

export const loseNetwork: Operation = ({ network, client, dice }) => {
  if (!network.isOn) return [];
  network.off();
  return [network.onAfter(longestOfflineMs * dice()).then(() => client.focus())];
};
