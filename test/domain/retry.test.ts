import { beforeEach, describe, expect, it } from "vitest";
import { ChatError } from "../../functions/domain/errors.ts";
import { type Again, again, retry } from "../../functions/domain/retry.ts";
import { FakeClock, NOON } from "../support/fake-clock.ts";
import { FakeEntropy } from "../support/fake-entropy.ts";

const policy = { withinMs: 1000, firstPauseMs: 8, maxPauseMs: 100, busy: "Busy, try again" };
const done = { kind: "done" };

let clock: FakeClock;
let entropy: FakeEntropy;
let attempts = 0;

beforeEach(() => {
  clock = new FakeClock();
  entropy = new FakeEntropy();
  attempts = 0;
});

/** Retries an attempt that has these outcomes in turn, and is done after them. */
function retryThrough(outcomes: readonly Again[]) {
  return retry({ clock, entropy }, policy, async () => {
    attempts += 1;
    return outcomes[attempts - 1] ?? done;
  });
}

const retryForever = (attempt: () => Again = again) =>
  retry({ clock, entropy }, policy, async () => {
    attempts += 1;
    return attempt();
  });

describe("retry", () => {
  it("returns the result of the first attempt without a pause", async () => {
    expect(await retryThrough([])).toBe(done);
    expect(clock.pauses).toEqual([]);
  });

  it("doubles the pause from attempt to attempt, up to its bound", async () => {
    entropy.chance = 1;
    expect(await retryThrough(Array.from({ length: 7 }, () => again()))).toBe(done);
    expect(clock.pauses).toEqual([8, 16, 32, 64, 100, 100, 100]);
    expect(attempts).toBe(8);
  });

  it.each([
    [0, [0, 0, 0]],
    [0.25, [2, 4, 8]],
    [0.75, [6, 12, 24]],
  ])("shortens each pause by chance (%d)", async (chance, pauses) => {
    entropy.chance = chance;
    await retryThrough([again(), again(), again()]);
    expect(clock.pauses).toEqual(pauses);
  });

  it("takes the pause that an attempt names, and doubles its own all the same", async () => {
    entropy.chance = 1;
    await retryThrough([again(6), again(), again(250)]);
    expect(clock.pauses).toEqual([6, 16, 250]);
  });

  it("gives up as unavailable after its time, with the policy's message", async () => {
    const refused = { name: "ChatError", code: "unavailable", message: "Busy, try again" };
    await expect(retryForever()).rejects.toMatchObject(refused);
    const elapsed = clock.now() - NOON;
    expect(elapsed).toBeGreaterThanOrEqual(policy.withinMs);
    expect(elapsed).toBeLessThan(policy.withinMs + policy.maxPauseMs);
    expect(attempts).toBe(clock.pauses.length + 1);
  });

  it("returns a result that comes after the time is up", async () => {
    const late = await retry({ clock, entropy }, policy, async () => {
      clock.time += 5000;
      return done;
    });
    expect(late).toBe(done);
  });

  it.each([
    ["a ChatError", new ChatError("not_found", "No such chat")],
    ["another error", new Error("bad")],
  ])("passes on %s that an attempt throws, and tries no more", async (_what, error) => {
    const failing = retryForever(() => {
      if (attempts < 3) return again();
      throw error;
    });
    await expect(failing).rejects.toBe(error);
    expect(attempts).toBe(3);
  });
});
