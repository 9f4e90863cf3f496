import { type RateLimitSubject, subjectKey } from "../domain/rate-limits.ts";
import { RecentMap } from "../domain/recent-map.ts";
import type { DynamodbRateLimiter } from "../store/dynamodb-rate-limiter.ts";

/** Messages are charged to the user's item ten at once, so that nine of ten write nothing for it. */
const LOT = 10;

interface Lot {
  /** Messages that are not charged yet; below zero after more refunds than messages. */
  unpaid: number;
  /** The charge in progress, which tells whether further messages pass. Never rejects. */
  charge?: Promise<void> | undefined;
}

/**
 * The limit of messages per user over all chats, charged with every tenth message of an execution environment.
 * While a charge is in progress, further messages of the user wait for it; after a refusal each message tries
 * the charge again, so that none passes for free.
 */
export class SendLots {
  readonly #stored: Pick<DynamodbRateLimiter, "spendMany">;
  readonly #lots = new RecentMap<Lot>();

  constructor(stored: Pick<DynamodbRateLimiter, "spendMany">) {
    this.#stored = stored;
  }

  async spend(subject: RateLimitSubject): Promise<void> {
    const lot = this.#lotOf(subject);
    while (lot.charge !== undefined) await lot.charge;
    if (lot.unpaid + 1 < LOT) {
      lot.unpaid += 1;
      return;
    }
    const charging = this.#charge(lot, subject);
    lot.charge = charging.catch(() => undefined);
    await charging;
  }

  refund(subject: RateLimitSubject): void {
    this.#lotOf(subject).unpaid -= 1;
  }

  async #charge(lot: Lot, subject: RateLimitSubject): Promise<void> {
    try {
      await this.#stored.spendMany("send", subject, LOT);
      lot.unpaid -= LOT - 1;
    } finally {
      lot.charge = undefined;
    }
  }

  #lotOf(subject: RateLimitSubject): Lot {
    const key = subjectKey("send", subject);
    const lot = this.#lots.get(key) ?? { unpaid: 0 };
    this.#lots.set(key, lot);
    return lot;
  }
}
