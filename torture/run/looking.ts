import { ChatClientError } from "../../client/chat-client-error.ts";
import type { History } from "../history.ts";
import { attempt, type Operation, show } from "./attempt.ts";
import type { Device } from "./device.ts";
import { chance, pick } from "./pick.ts";

const pageSizes = [1, 3, 20, 100] as const;
const longestOfflineMs = 3000;

/** All chats that anybody was told of. */
export function knownChats({ devices }: History): string[] {
  const told = devices.flatMap((device) => device.told);
  return [...new Set(told.flatMap((it) => (it.what === "chat" ? [it.chat.id] : [])))];
}

export const list: Operation = async (device) => {
  const status = pick(device.dice, ["all", "unread"] as const) ?? "all";
  const page = await attempt(device, "list", () => device.client.chats.list({ status }));
  if (page) show(device, page);
};

export const leaf: Operation = async (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return;
  const position = device.client.position(chatId) ?? 0;
  const beforeSeq = chance(device.dice, 0.5) ? Math.ceil(position * device.dice()) + 1 : undefined;
  const limit = pick(device.dice, pageSizes) ?? 20;
  const page = await attempt(device, "page", () => device.client.messages.page(chatId, { beforeSeq, limit }));
  if (page) show(device, page);
};

/** What an application does when there is a new chat: it shows the latest page. */
export async function open(device: Device, chatId: string): Promise<void> {
  const page = await attempt(device, "open", () => device.client.messages.page(chatId));
  if (page) show(device, page);
}

/** Looks for a chat that somebody else is in: what comes must be for this user after all, or a 404. */
export const peek: Operation = async (device) => {
  const chatId = pick(device.dice, knownChats(device.history));
  if (chatId === undefined) return;
  const look = () => device.client.messages.page(chatId, { limit: 100 }).catch(notFoundIsFine);
  const page = await attempt(device, "peek", look);
  if (page) show(device, page);
};

function notFoundIsFine(error: unknown): undefined {
  if (error instanceof ChatClientError && error.code === "not_found") return undefined;
  throw error;
}

export const typing: Operation = async (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined) return;
  await attempt(device, "typing", () => device.client.typing(chatId, chance(device.dice, 0.5)));
};

export const loseNetwork: Operation = ({ network, client, dice }) => {
  if (!network.isOn) return;
  network.off();
  setTimeout(() => {
    network.on();
    client.focus();
  }, longestOfflineMs * dice());
};
