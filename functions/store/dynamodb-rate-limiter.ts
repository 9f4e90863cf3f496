import * as z from "zod";
import type { Clock, Entropy } from "../domain/ports.ts";
import {
  intervalOf,
  latestState,
  type RateLimit,
  type RateLimitName,
  type RateLimitSubject,
  rateLimits,
  spend,
  subjectKey,
} from "../domain/rate-limits.ts";
import { RecentMap } from "../domain/recent-map.ts";
import { again, retry } from "../domain/retry.ts";
import { epochSeconds } from "./chat-items.ts";
import type { Database } from "./database.ts";
import { type Key, keys } from "./keys.ts";
import { table } from "./table.ts";

/** A state older than this limits nothing any more; the longest bucket fills in two minutes. */
const KEEP_MS = 60 * 60 * 1000;

/** The bucket is full: its state lies in the past. */
const IS_FULL = "attribute_not_exists(usedUntil) OR usedUntil <= :now";
const HAS_ROOM = "usedUntil > :now AND usedUntil <= :latest";

const RETRY = {
  withinMs: 1000,
  firstPauseMs: 8,
  maxPauseMs: 100,
  busy: "The service is busy, try again",
} as const;

const State = z.object({ usedUntil: z.number() });
type State = z.infer<typeof State>;

interface Use {
  readonly key: Key;
  readonly limit: RateLimit;
  readonly now: number;
  readonly uses: number;
}

/**
 * Counts in the table, exactly. An update cannot take the larger of two values, so a full bucket and one in use
 * are two updates, each with its condition; the state last seen tells which to try first. So a use is one write
 * unit, two where several environments serve the user, and a refusal costs nothing after the first.
 */
export class DynamodbRateLimiter {
  readonly #database: Database;
  readonly #ports: { readonly clock: Clock; readonly entropy: Entropy };
  /** States seen last. A state only grows: what one of them refuses is refused. */
  readonly #seen = new RecentMap<number>();

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
    const subjectId = subjectKey(name, subject);
    const key = keys.rateLimit(name, subject);
    await retry(this.#ports, RETRY, async () => {
      const now = this.#ports.clock.now();
      const seen = this.#seen.get(subjectId) ?? 0;
      spend(limit, { usedUntil: seen, now, uses });
      const written = await this.#write({ key, limit, now, uses }, seen);
      const state = written ?? (await this.#stateOf(key));
      this.#seen.set(subjectId, state.usedUntil);
      if (written !== undefined) return written;
      spend(limit, { ...state, now, uses });
      return again(); // The state changed between the two updates.
    });
  }

  /** The new state; undefined, and nothing written, where there is no room. */
  async #write(use: Use, seen: number): Promise<State | undefined> {
    if (seen > use.now) return (await this.#add(use)) ?? this.#start(use);
    return (await this.#start(use)) ?? this.#add(use);
  }

  #start({ key, limit, now, uses }: Use): Promise<State | undefined> {
    const values = { ":next": now + uses * intervalOf(limit), ":now": now };
    return this.#update({ key, now, assignment: "usedUntil = :next", condition: IS_FULL, values });
  }

  #add({ key, limit, now, uses }: Use): Promise<State | undefined> {
    const cost = uses * intervalOf(limit);
    const values = { ":cost": cost, ":now": now, ":latest": latestState(limit, { now, uses }) };
    return this.#update({
      key,
      now,
      assignment: "usedUntil = usedUntil + :cost",
      condition: HAS_ROOM,
      values,
    });
  }

  async #update({ key, now, assignment, condition, values }: Change): Promise<State | undefined> {
    const item = await this.#database.update({
      key,
      update: `SET ${assignment}, #ttl = :ttl`,
      condition,
      names: { "#ttl": table.timeToLive },
      values: { ...values, ":ttl": epochSeconds(now + KEEP_MS) },
    });
    return item && State.parse(item);
  }

  async #stateOf(key: Key): Promise<State> {
    return State.parse((await this.#database.get(key)) ?? { usedUntil: 0 });
  }
}

interface Change {
  readonly key: Key;
  readonly now: number;
  readonly assignment: string;
  readonly condition: string;
  readonly values: Readonly<Record<string, number>>;
}
