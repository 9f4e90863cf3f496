import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../client/clock.ts";

/** A clock that a test advances, with the randomness that it sets. */
export class FakeClock implements Clock {
  readonly #timers = new Map<object, { readonly at: number; readonly run: () => void }>();
  #now = 1_700_000_000_000;
  random: () => number = () => 0.5;

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = {};
    this.#timers.set(timer, { at: this.#now + ms, run });
    return () => this.#timers.delete(timer);
  }

  /** Number of timers that have not fired yet. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Advances the time, and fires the timers that are due, in order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await setImmediate();
    for (;;) {
      const [next] = [...this.#timers].sort(([, one], [, other]) => one.at - other.at);
      if (next === undefined || next[1].at > end) break;
      this.#timers.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].at);
      next[1].run();
      await setImmediate();
    }
    this.#now = end;
  }
}
