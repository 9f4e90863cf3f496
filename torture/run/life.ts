import { setTimeout as pause } from "node:timers/promises";
import type { Operation } from "./attempt.ts";
import type { Device } from "./device.ts";
import { leaf, list, loseNetwork, peek, typing } from "./looking.ts";
import { add, changeSubject, create, read, send } from "./writing.ts";

/** How often a participant does what. */
const habits: readonly (readonly [weight: number, name: string, operation: Operation])[] = [
  [50, "send", send],
  [15, "read", read],
  [10, "page", leaf],
  [5, "list", list],
  [5, "typing", typing],
  [5, "subject", changeSubject],
  [5, "offline", loseNetwork],
  [8, "add", add],
  [3, "create", create],
  [2, "peek", peek],
];
const looks = habits.filter(([, name]) => ["page", "list", "typing", "offline"].includes(name));
/** Between two operations of one device, at most. */
const longestPauseMs = 250;

/** How much is done, and when it is enough. */
export class Work {
  readonly counts = new Map<string, number>();
  readonly #enough = new AbortController();
  readonly #most: number;
  #total = 0;

  constructor({ seconds, operations }: { readonly seconds: number; readonly operations?: number }) {
    this.#most = operations ?? Number.POSITIVE_INFINITY;
    setTimeout(() => this.#enough.abort(), seconds * 1000).unref();
  }

  get over(): AbortSignal {
    return this.#enough.signal;
  }

  done(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    this.#total += 1;
    if (this.#total >= this.#most) this.#enough.abort();
  }
}

/** Does one thing after the other until it is enough. */
export async function live(device: Device, work: Work): Promise<void> {
  const over = aborted(work.over);
  while (!work.over.aborted) {
    const [name, operation] = habitOf(device);
    const done = Promise.resolve(operation(device));
    work.done(name);
    device.track(done);
    await Promise.race([done, over]);
    await pause(longestPauseMs * device.dice());
  }
}

function habitOf({ dice, isLurker, isOutsider }: Device): readonly [string, Operation] {
  if (isOutsider) return ["peek", peek];
  const choice = isLurker ? looks : habits;
  let left = dice() * choice.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, name, operation] of choice) {
    left -= weight;
    if (left < 0) return [name, operation];
  }
  return ["list", list];
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
