import { ChatError } from "../errors.ts";
import type { SendCharge } from "../log/membership.ts";

/** Messages per user and chat, as the API says: a steady rate, and a burst after a pause. */
const PER_SECOND = 10;
const BURST = 50;
const INTERVAL_MS = 1000 / PER_SECOND;

/**
 * Checks the limit for one more message (GCRA, the generic cell rate algorithm of ATM networks). The state is a
 * single timestamp, stored in the membership, which a send writes anyway.
 * @param usedUntil epoch milliseconds; undefined before the first send
 * @throws ChatError `rate_limited`
 */
export function spendSend(usedUntil: number | undefined, now: number): SendCharge {
  const next = Math.max(usedUntil ?? 0, now) + INTERVAL_MS;
  const excess = next - now - BURST * INTERVAL_MS;
  if (excess <= 0) return { seen: usedUntil, until: next, cost: INTERVAL_MS };
  const retryAfterSeconds = Math.ceil(excess / 1000);
  throw new ChatError("rate_limited", "Too many messages, wait a moment", {
    quota: { limit: PER_SECOND, remaining: 0, retryAfterSeconds },
  });
}
