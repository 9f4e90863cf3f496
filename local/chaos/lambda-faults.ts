import type { SandboxHooks } from "../lambda/sandbox-hooks.ts";
import type { Chaos } from "./chaos.ts";

const largestSkewMs = 5 * 60_000;
/** A kill strikes at a random time within this. Most invocations run longer than a part of it. */
const killWithinMs = 60;

/** Skews workers' clocks and kills workers during invocations. */
export function injectSandboxFaults(chaos: Chaos): SandboxHooks {
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
