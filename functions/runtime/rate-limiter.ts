import { ChatError } from "../domain/errors.ts";
import type { Clock, Entropy } from "../domain/ports.ts";
import {
  noRateLimits,
  type RateLimiter,
  type RateLimitName,
  type RateLimitSubject,
} from "../domain/rate-limits.ts";
import type { Database } from "../store/database.ts";
import { DynamodbRateLimiter } from "../store/dynamodb-rate-limiter.ts";
import { MemoryRateLimiter, subjectKey } from "./memory-rate-limiter.ts";

/** Uses that write nothing: a write to count them would cost more than they do. */
const IN_MEMORY: ReadonlySet<RateLimitName> = new Set(["list", "frame"]);

/** Messages are charged to the user's item ten at once, so that nine of ten write nothing for it. */
const LOT = 10;

interface LimiterPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** @param setting `off` limits nothing */
export function openRateLimiter(setting: "on" | "off", ports: LimiterPorts): RateLimiter {
  if (setting === "off") return noRateLimits;
  const stored = new DynamodbRateLimiter(ports.database, ports);
  const memory = new MemoryRateLimiter(ports.clock);
  const sends = new SendLots(stored, ports.clock);
  return {
    isOn: true,
    spend: (name, subject) => {
      if (name === "send") return sends.spend(subject);
      return (IN_MEMORY.has(name) ? memory : stored).spend(name, subject);
    },
  };
}

interface Lot {
  /** Messages since the last charge. */
  readonly count: number;
  /** Epoch milliseconds; 0 unless the last charge was refused. */
  readonly refusedUntil: number;
}

/** Users remembered per environment. */
const MOST_USERS = 10_000;

/** The limit of messages per user over all chats, charged with every tenth message of an environment. */
class SendLots {
  readonly #stored: DynamodbRateLimiter;
  readonly #clock: Pick<Clock, "now">;
  readonly #lots = new Map<string, Lot>();

  constructor(stored: DynamodbRateLimiter, clock: Pick<Clock, "now">) {
    this.#stored = stored;
    this.#clock = clock;
  }

  async spend(subject: RateLimitSubject): Promise<void> {
    const key = subjectKey("send", subject);
    const { count, refusedUntil } = this.#lots.get(key) ?? { count: 0, refusedUntil: 0 };
    const isTenth = count + 1 >= LOT || this.#clock.now() < refusedUntil;
    // Counted before the charge: what is sent meanwhile begins the next lot.
    this.#remember(key, { count: isTenth ? 0 : count + 1, refusedUntil });
    if (!isTenth) return;
    try {
      await this.#stored.spendMany("send", subject, LOT);
      this.#remember(key, { count: this.#lots.get(key)?.count ?? 0, refusedUntil: 0 });
    } catch (error) {
      const seconds = error instanceof ChatError ? (error.quota?.retryAfterSeconds ?? 0) : 0;
      this.#remember(key, { count: LOT - 1, refusedUntil: this.#clock.now() + seconds * 1000 });
      throw error;
    }
  }

  #remember(key: string, lot: Lot): void {
    this.#lots.delete(key);
    this.#lots.set(key, lot);
    const [oldest] = this.#lots.keys();
    if (this.#lots.size > MOST_USERS && oldest !== undefined) this.#lots.delete(oldest);
  }
}
