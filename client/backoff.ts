import { anyOf } from "./abort-signals.ts";
import { type Clock, sleep } from "./clock.ts";

const BASE_MS = 500;
const CAP_MS = 30_000;

/**
 * Milliseconds to wait after the n-th failure (from 0): a random time below a bound that doubles up to 30 s
 * ("full jitter"), so that the clients of a restarted server do not reconnect all at once.
 */
export function backoffMs(clock: Pick<Clock, "random">, failures: number): number {
  return clock.random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(failures, 30));
}

/** A wait between attempts that can be cut short. */
export class Pause {
  readonly #clock: Clock;
  #skipped = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `ms`, on `skip`, or when the signal aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(this.#clock, ms, anyOf(signal, this.#skipped.signal)).catch(() => undefined);
  }

  /** Ends all waits that have begun. */
  skip(): void {
    this.#skipped.abort();
    this.#skipped = new AbortController();
  }
}
