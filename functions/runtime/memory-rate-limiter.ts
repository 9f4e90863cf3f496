import type { Clock } from "../domain/ports.ts";
import {
  type RateLimitName,
  type RateLimitSubject,
  rateLimits,
  spend,
  subjectKey,
} from "../domain/rate-limits.ts";
import { RecentMap } from "../domain/recent-map.ts";

/**
 * Counts in the memory of this execution environment, without a call. With several environments several times
 * as much passes; nobody is refused below the limit.
 */
export class MemoryRateLimiter {
  readonly #clock: Pick<Clock, "now">;
  readonly #usedUntil = new RecentMap<number>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  async spend(name: RateLimitName, subject: RateLimitSubject): Promise<void> {
    const key = subjectKey(name, subject);
    const usedUntil = this.#usedUntil.get(key);
    this.#usedUntil.set(key, spend(rateLimits[name], { usedUntil, now: this.#clock.now() }));
  }
}
