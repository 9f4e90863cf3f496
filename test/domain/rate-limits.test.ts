import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intervalOf, type RateLimit, rateLimits, spend } from "../../functions/domain/rate-limits.ts";
import { NOON } from "../support/fake-clock.ts";

/** The number of uses that pass, one after the other at these times. */
function countPassed(limit: RateLimit, times: readonly number[]): number {
  let usedUntil: number | undefined;
  let count = 0;
  for (const now of times) {
    try {
      usedUntil = spend(limit, { usedUntil, now });
      count += 1;
    } catch {
      // A refused use uses nothing up.
    }
  }
  return count;
}

const times = (count: number, now = NOON) => Array.from({ length: count }, () => now);

describe.each(Object.entries(rateLimits))("the limit %s", (_name, limit) => {
  it("passes its burst at once, and one more after an interval of its rate", () => {
    const most = times(limit.burst * 20);
    expect(countPassed(limit, most)).toBe(limit.burst);
    expect(countPassed(limit, [...most, NOON + intervalOf(limit) - 1])).toBe(limit.burst);
    expect(countPassed(limit, [...most, NOON + intervalOf(limit)])).toBe(limit.burst + 1);
  });

  it("never refuses its rate", () => {
    const steady = Array.from({ length: 300 }, (_, index) => NOON + index * intervalOf(limit));
    expect(countPassed(limit, steady)).toBe(300);
  });

  it("passes in any time at most its burst and its rate", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 * intervalOf(limit)), { maxLength: 200 }), (gaps) => {
        let now = NOON;
        const all = [...times(limit.burst), ...gaps.map((gap) => (now += gap))];
        const most = limit.burst + (now - NOON) / intervalOf(limit);
        expect(countPassed(limit, all)).toBeLessThanOrEqual(most);
      }),
    );
  });

  it("names its rate and the seconds to wait in a refusal", () => {
    const usedUntil = NOON + limit.burst * intervalOf(limit) + 3500;
    const quota = {
      limit: limit.rate,
      remaining: 0,
      retryAfterSeconds: Math.ceil((intervalOf(limit) + 3500) / 1000),
    };
    expect(() => spend(limit, { usedUntil, now: NOON })).toThrow(
      expect.objectContaining({ code: "rate_limited", quota }),
    );
  });
});
