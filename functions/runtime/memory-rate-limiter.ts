import type { Clock } from "../domain/ports.ts";
import {
  type RateLimiter,
  type RateLimitName,
  type RateLimitSubject,
  rateLimits,
  spend,
} from "../domain/rate-limits.ts";

/** Subjects remembered per environment; the oldest are forgotten first, some 100 bytes each. */
const MOST_SUBJECTS = 10_000;

/**
 * Counts in the memory of this execution environment, without a call. With several environments several times
 * as much passes; nobody is refused below the limit.
 */
export class MemoryRateLimiter implements RateLimiter {
  readonly isOn = true;
  readonly #clock: Pick<Clock, "now">;
  readonly #usedUntil = new Map<string, number>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  async spend(name: RateLimitName, subject: RateLimitSubject): Promise<void> {
    const key = subjectKey(name, subject);
    const usedUntil = this.#usedUntil.get(key);
    const next = spend(rateLimits[name], { usedUntil, now: this.#clock.now() });
    this.#usedUntil.delete(key);
    this.#usedUntil.set(key, next);
    const [oldest] = this.#usedUntil.keys();
    if (this.#usedUntil.size > MOST_SUBJECTS && oldest !== undefined) this.#usedUntil.delete(oldest);
  }
}

export function subjectKey(name: string, { locationId, userId, connectionId }: RateLimitSubject): string {
  return [name, locationId, userId, connectionId].join(" ");
}
