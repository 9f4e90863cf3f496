import type { SendCharge } from "../log/membership.ts";
import { intervalOf, rateLimits, spend } from "../rate-limits.ts";

/**
 * Checks the limit per user and chat for one more message. The state is stored in the membership, which a send
 * writes anyway.
 * @param usedUntil epoch milliseconds; undefined before the first send
 * @throws ChatError `rate_limited`
 */
export function spendSend(usedUntil: number | undefined, now: number): SendCharge {
  const until = spend(rateLimits.sendToChat, { usedUntil, now });
  return { seen: usedUntil, until, cost: intervalOf(rateLimits.sendToChat) };
}
