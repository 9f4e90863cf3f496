import { randomUUID } from "node:crypto";
import type { Room } from "../contenders/contender.ts";

/** One message of usual length, under way. */
export const body =
  "Could you call the dentist's office back before noon? They have a question about the last invoice.";

/** For deliveries that do not come, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Milliseconds from before the send: until the sender knew, and until each other member had it. */
export interface Exchange {
  readonly acknowledged: number;
  readonly deliveries: readonly number[];
  readonly lost: number;
}

/** Sends one message and waits for the acknowledgement and all deliveries. */
export async function exchange(room: Room, sender: number): Promise<Exchange> {
  const id = randomUUID();
  const deliveries = new Map<number, number>();
  let complete = () => {};
  const allCame = new Promise<void>((resolve) => {
    complete = resolve;
  });
  room.listen((member, delivered) => {
    if (delivered !== id || member === sender) return;
    deliveries.set(member, performance.now() - start);
    if (deliveries.size === room.size - 1) complete();
  });
  const start = performance.now();
  await room.send(sender, id, body);
  const acknowledged = performance.now() - start;
  const patience = setTimeout(complete, PATIENCE_MS);
  if (deliveries.size < room.size - 1) await allCame;
  clearTimeout(patience);
  return { acknowledged, deliveries: [...deliveries.values()], lost: room.size - 1 - deliveries.size };
}

/** One after the other, by senders in turn. */
export async function exchanges(room: Room, count: number): Promise<Exchange[]> {
  const done: Exchange[] = [];
  for (let index = 0; index < count; index += 1) done.push(await exchange(room, index % room.size));
  return done;
}
