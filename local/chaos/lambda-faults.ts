import type { SandboxHooks } from "../lambda/sandbox-hooks.ts";
import type { Chaos } from "./chaos.ts";

const largestSkewMs = 5 * 60_000;
/** Most invocations last longer than a part of this. */
const killWithinMs = 60;

/** Workers with wrong clocks, and workers that die while they work. */
export function troubleSandboxes(chaos: Chaos): SandboxHooks {
  return {
    clockSkewMs: () =>
      chaos.strikes("skew") ? Math.round((2 * chaos.random("skew") - 1) * largestSkewMs) : 0,
    around: async (run, kill) => {
      if (!chaos.strikes("kill")) return run();
      const timer = setTimeout(kill, killWithinMs * chaos.random("kill"));
      try {
        return await run();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
