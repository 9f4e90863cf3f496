import fc from "fast-check";
import { expect, it } from "vitest";
import { fault, RandomWorld, step } from "./random-world.ts";

it("emits each entry once and in order, and sends each message once and in order, on any network", async () => {
  const script = fc.array(step, { minLength: 5, maxLength: 60 });
  const faults = fc.array(fault, { minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(
      script,
      faults,
      fc.double({ min: 0.1, max: 0.99, noNaN: true }),
      async (steps, broken, chance) => {
        const world = new RandomWorld(broken);
        world.clock.random = () => chance;
        for (const one of steps) await world.take(one);
        await world.recover();
        const sent = await Promise.all(world.sent);
        world.expectExactLogs();
        expect(new Set(sent.map(({ chatId, seq }) => `${chatId} ${seq}`)).size).toBe(sent.length);
        world.client.close();
        await world.clock.advance(3_600_000);
        expect(world.clock.pending).toBe(0);
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);
