import { beforeEach, describe, expect, it } from "vitest";
import { ChatError } from "../../functions/domain/errors.ts";
import type { RateLimitName } from "../../functions/domain/rate-limits.ts";
import { MemoryRateLimiter } from "../../functions/runtime/memory-rate-limiter.ts";
import { SendLots } from "../../functions/runtime/send-lots.ts";
import { FakeClock } from "../support/fake-clock.ts";

const ana = { userId: "ana", locationId: "loc" };

let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
});

/** How many of some uses pass. */
async function countPassed(uses: number, spend: () => Promise<void>): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: uses }, spend));
  return results.filter(({ status }) => status === "fulfilled").length;
}

describe("the limits in memory", () => {
  it.each<[RateLimitName, number]>([
    ["list", 30],
    ["frame", 40],
  ])("let the burst of %s pass, and count each subject by itself", async (name, burst) => {
    const limiter = new MemoryRateLimiter(clock);
    const spend = (changes = {}) => limiter.spend(name, { ...ana, ...changes });
    expect(await countPassed(20 * burst, () => spend())).toBe(burst);
    for (const other of [{ userId: "ben" }, { locationId: "far" }, { connectionId: "c2" }]) {
      expect(await countPassed(20 * burst, () => spend(other))).toBe(burst);
    }
  });
});

/** A stored limit of 100 that is exact, and slow. */
class StoredLimit {
  calls = 0;
  used = 0;
  isDown = false;

  async spendMany(_name: RateLimitName, _subject: object, uses: number): Promise<void> {
    this.calls += 1;
    await new Promise((resolve) => setImmediate(resolve));
    if (this.isDown) throw new ChatError("unavailable", "down");
    if (this.used + uses > 100) throw new ChatError("rate_limited", "Too many requests");
    this.used += uses;
  }
}

describe("messages over all chats", () => {
  const spendFrom = (lots: SendLots) => () => lots.spend(ana);

  it("are charged with every tenth, ten at once", async () => {
    const stored = new StoredLimit();
    const lots = new SendLots(stored);
    for (let index = 0; index < 99; index += 1) await lots.spend(ana);
    expect([stored.calls, stored.used]).toEqual([9, 90]);
    await lots.spend(ana);
    expect([stored.calls, stored.used]).toEqual([10, 100]);
  });

  it("pass up to the burst and nine, however much they overlap, and none after a refusal", async () => {
    const lots = new SendLots(new StoredLimit());
    expect(await countPassed(2000, spendFrom(lots))).toBe(109);
    expect(await countPassed(40, spendFrom(lots))).toBe(0);
  });

  it("pass again once the limit does", async () => {
    const stored = new StoredLimit();
    const lots = new SendLots(stored);
    await countPassed(200, spendFrom(lots));
    stored.used = 80;
    expect(await countPassed(200, spendFrom(lots))).toBe(20);
  });

  it("are counted per user and location", async () => {
    const stored = new StoredLimit();
    const lots = new SendLots(stored);
    for (const subject of [ana, { ...ana, userId: "ben" }, { ...ana, locationId: "far" }]) {
      for (let index = 0; index < 9; index += 1) await lots.spend(subject);
    }
    expect(stored.calls).toBe(0);
  });

  it("are taken back where they repeated an earlier message", async () => {
    const stored = new StoredLimit();
    const lots = new SendLots(stored);
    for (let index = 0; index < 500; index += 1) {
      await lots.spend(ana);
      lots.refund(ana);
    }
    expect(stored.used).toBeLessThanOrEqual(10);
  });

  it("are charged after a failure of the table, too", async () => {
    const stored = new StoredLimit();
    const lots = new SendLots(stored);
    stored.isDown = true;
    expect(await countPassed(40, spendFrom(lots))).toBe(9);
    stored.isDown = false;
    await lots.spend(ana);
    expect(stored.used).toBe(10);
  });
});
