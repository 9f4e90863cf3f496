import { randomUUID } from "node:crypto";
import type { Room } from "../contenders/contender.ts";

/** A message of usual length. */
export const body =
  "Could you call the dentist's office back before noon? They have a question about the last invoice.";

/** The longest wait for deliveries, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** Milliseconds from the send until the acknowledgement, and until the delivery to each other member. */
export interface SendTiming {
  readonly acknowledged: number;
  readonly deliveries: readonly number[];
  readonly lost: number;
}

/** Sends one message and waits for the acknowledgement and all deliveries. */
export async function timedSend(room: Room, sender: number): Promise<SendTiming> {
  const id = randomUUID();
  const deliveries = new Map<number, number>();
  const allCame = Promise.withResolvers<void>();
  room.listen((member, delivered) => {
    if (delivered !== id || member === sender) return;
    deliveries.set(member, performance.now() - start);
    if (deliveries.size === room.size - 1) allCame.resolve();
  });
  const start = performance.now();
  await room.send(sender, id, body);
  const acknowledged = performance.now() - start;
  const timer = setTimeout(() => allCame.resolve(), TIMEOUT_MS);
  if (deliveries.size < room.size - 1) await allCame.promise;
  clearTimeout(timer);
  return { acknowledged, deliveries: [...deliveries.values()], lost: room.size - 1 - deliveries.size };
}

/** Sends messages one after the other, with the members as senders in turn. */
export async function timedSends(room: Room, count: number): Promise<SendTiming[]> {
  const timings: SendTiming[] = [];
  for (let index = 0; index < count; index += 1) timings.push(await timedSend(room, index % room.size));
  return timings;
}
