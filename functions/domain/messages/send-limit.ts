import { ChatError } from "../errors.ts";
import type { SendCharge } from "../log/membership.ts";

/** Sending, per user and chat (contract): a steady rate, and what may come at once after a silence. */
const PER_SECOND = 10;
const BURST = 50;
const INTERVAL_MS = 1000 / PER_SECOND;

/**
 * One more message now? The state is one time, up to which the messages so far have used up the rate
 * (the generic cell rate algorithm, as of ATM networks): it rides on the membership that a send
 * writes anyway.
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
