import { ChatClientError } from "../../client/chat-client-error.ts";
import type { ShownAnswer } from "../history.ts";
import type { Device } from "./device.ts";

/** Starts an operation of a user. @returns its requests; none if the device lacks what the operation needs */
export type Operation = (device: Device) => readonly Promise<unknown>[];

/** Makes a request. Ignores failures, as faults cause them, and records refusals. */
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

/** Makes a request and records the entries and chats of its answer. */
export async function attemptRead(
  device: Device,
  operation: string,
  request: () => Promise<Partial<Pick<ShownAnswer, "entries" | "chats">> | undefined>,
): Promise<void> {
  const requestedAt = Date.now();
  const answer = await attempt(device, operation, request);
  if (answer) device.history.shown.push(shownAnswer({ userId: device.userId, requestedAt }, answer));
}

export function shownAnswer(
  reader: Pick<ShownAnswer, "userId" | "requestedAt">,
  { entries = [], chats = [] }: Partial<Pick<ShownAnswer, "entries" | "chats">>,
): ShownAnswer {
  return {
    ...reader,
    entries: entries.map(({ chatId, seq }) => ({ chatId, seq })),
    chats: chats.map(({ id, lastMessageBody }) => ({ id, lastMessageBody })),
  };
}
