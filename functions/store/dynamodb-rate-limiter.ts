import * as z from "zod";
import type { Clock, Entropy } from "../domain/ports.ts";
import {
  intervalOf,
  latestState,
  type RateLimiter,
  type RateLimitName,
  type RateLimitSubject,
  rateLimits,
  spend,
} from "../domain/rate-limits.ts";
import { again, retry } from "../domain/retry.ts";
import { epochSeconds } from "./chat-items.ts";
import type { Database } from "./database.ts";
import { keys } from "./keys.ts";
import { table } from "./table.ts";

/** A state older than this limits nothing any more; the longest bucket fills in two minutes. */
const KEEP_MS = 60 * 60 * 1000;

/** Behind the bucket's start, so that no use is lost to another environment. */
const IS_UNUSED = "attribute_not_exists(usedUntil) OR usedUntil <= :now";
const HAS_ROOM = "usedUntil <= :latest";

const RETRY = {
  withinMs: 1000,
  firstPauseMs: 8,
  maxPauseMs: 100,
  busy: "The service is busy, try again",
} as const;

const State = z.object({ usedUntil: z.number() });

/** Counts in the table, exactly: one write unit a use after a pause, two or three within a burst. */
export class DynamodbRateLimiter implements RateLimiter {
  readonly isOn = true;
  readonly #database: Database;
  readonly #ports: { readonly clock: Clock; readonly entropy: Entropy };

  constructor(database: Database, ports: { readonly clock: Clock; readonly entropy: Entropy }) {
    this.#database = database;
    this.#ports = ports;
  }

  spend(name: RateLimitName, subject: RateLimitSubject): Promise<void> {
    return this.spendMany(name, subject, 1);
  }

  /** Counts several uses at once, all or nothing. @throws ChatError `rate_limited`, `unavailable` */
  async spendMany(name: RateLimitName, subject: RateLimitSubject, uses: number): Promise<void> {
    const limit = rateLimits[name];
    const key = keys.rateLimit(name, subject);
    await retry(this.#ports, RETRY, async () => {
      const now = this.#ports.clock.now();
      const cost = uses * intervalOf(limit);
      const common = { key, names: { "#ttl": table.timeToLive } };
      const ttl = epochSeconds(now + KEEP_MS);
      const first = await this.#database.update({
        ...common,
        update: "SET usedUntil = :next, #ttl = :ttl",
        condition: IS_UNUSED,
        values: { ":next": now + cost, ":ttl": ttl, ":now": now },
      });
      if (first !== undefined) return first;
      const further = await this.#database.update({
        ...common,
        update: "SET usedUntil = usedUntil + :cost, #ttl = :ttl",
        condition: HAS_ROOM,
        values: { ":cost": cost, ":ttl": ttl, ":latest": latestState(limit, { now, uses }) },
      });
      if (further !== undefined) return further;
      const { usedUntil } = State.parse((await this.#database.get(key)) ?? { usedUntil: now });
      spend(limit, { usedUntil, now, uses });
      // There is room by now: somebody else's state has run out in between.
      return again();
    });
  }
}
