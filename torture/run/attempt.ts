import { ChatClientError } from "../../client/chat-client-error.ts";
import { SeenChat, SeenEntry } from "../history.ts";
import type { Device } from "./device.ts";

/** What a user can do; resolves when the device may do the next thing. */
export type Operation = (device: Device) => Promise<void> | void;

/** Runs a request; failures are weather, refusals are noted. */
export async function attempt<Result>(
  device: Device,
  operation: string,
  request: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await request();
  } catch (error) {
    const isRefusal = error instanceof ChatClientError && (error.statusCode ?? 500) < 500;
    if (isRefusal) device.history.refusals.push({ userId: device.userId, operation, code: error.code });
    return undefined;
  }
}

/** Notes what an answer showed. */
export function show(
  { userId, history }: Device,
  { entries = [], chats = [] }: { readonly entries?: readonly object[]; readonly chats?: readonly object[] },
): void {
  history.shown.push({
    userId,
    entries: entries.map((entry) => SeenEntry.parse(entry)),
    chats: chats.map((chat) => SeenChat.parse(chat)),
  });
}
