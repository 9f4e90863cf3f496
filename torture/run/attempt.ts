import { ChatClientError } from "../../client/chat-client-error.ts";
import type { Shown } from "../history.ts";
import type { Device } from "./device.ts";

/** What a user can do: the requests it takes, each an operation; none where there is nothing to do it with. */
export type Operation = (device: Device) => readonly Promise<unknown>[];

/** Runs a request; failures are weather, refusals are noted. */
export async function attempt<Result>(
  { userId, history }: Device,
  operation: string,
  request: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await request();
  } catch (error) {
    const isRefusal = error instanceof ChatClientError && (error.statusCode ?? 500) < 500;
    if (isRefusal) history.refusals.push({ userId, operation, code: error.code, at: Date.now() });
    return undefined;
  }
}

/** Makes a request and notes what its answer shows. */
export async function look(
  device: Device,
  operation: string,
  request: () => Promise<Partial<Pick<Shown, "entries" | "chats">> | undefined>,
): Promise<void> {
  const askedAt = Date.now();
  const answer = await attempt(device, operation, request);
  if (answer) device.history.shown.push(shownBy({ userId: device.userId, askedAt }, answer));
}

export function shownBy(
  whom: Pick<Shown, "userId" | "askedAt">,
  { entries = [], chats = [] }: Partial<Pick<Shown, "entries" | "chats">>,
): Shown {
  return {
    ...whom,
    entries: entries.map(({ chatId, seq }) => ({ chatId, seq })),
    chats: chats.map(({ id, lastMessageBody }) => ({ id, lastMessageBody })),
  };
}
