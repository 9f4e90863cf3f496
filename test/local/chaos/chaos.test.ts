import { describe, expect, it } from "vitest";
import { Chaos } from "../../../local/chaos/chaos.ts";
import { readChaos } from "../../../local/chaos/command-line.ts";
import { defaultMix, faults } from "../../../local/chaos/kinds.ts";

const decisions = (chaos: Chaos, kind: "kill" | "skew", times: number) =>
  Array.from({ length: times }, () => chaos.strikes(kind));

describe("chaos", () => {
  it("strikes only between start and stop", () => {
    const chaos = new Chaos();
    expect(decisions(chaos, "kill", 5)).not.toContain(true);
    chaos.start({ seed: 1, mix: { kill: 1 } });
    expect(decisions(chaos, "kill", 5)).not.toContain(false);
    chaos.stop();
    expect(decisions(chaos, "kill", 5)).not.toContain(true);
    expect(chaos.counts()).toEqual({ kill: 5 });
  });

  it("is decided by its seed for each kind independently of other kinds", () => {
    const [alone, beside, other] = [new Chaos(), new Chaos(), new Chaos()];
    for (const [chaos, seed] of [
      [alone, 7],
      [beside, 7],
      [other, 8],
    ] as const) {
      chaos.start({ seed, mix: { kill: 0.5, skew: 0.5 } });
    }
    const expected = decisions(alone, "kill", 100);
    decisions(beside, "skew", 13);
    expect(decisions(beside, "kill", 100)).toEqual(expected);
    expect(decisions(other, "kill", 100)).not.toEqual(expected);
  });

  it("strikes about as often as its chance", () => {
    const chaos = new Chaos();
    chaos.start({ seed: 3, mix: { kill: 0.1 } });
    const struck = decisions(chaos, "kill", 10_000).filter(Boolean).length;
    expect(struck).toBeGreaterThan(900);
    expect(struck).toBeLessThan(1100);
  });
});

describe("the command line", () => {
  it("injects no faults by default, and all or some kinds with a seed on request", () => {
    expect(readChaos([])).toBeUndefined();
    expect(Object.keys(readChaos(["--chaos"])?.mix ?? {})).toEqual([...faults]);
    expect(readChaos(["--chaos", "--faults", "kill,skew", "--seed", "9"])).toEqual({
      seed: 9,
      mix: defaultMix(["kill", "skew"]),
    });
  });

  it.each([
    [["--chaos", "--faults", "gremlins"], /there is no gremlins/],
    [["--chaos", "--seed", "x"], /--seed x: must be a whole number/],
    [["--seed", "1"], /need --chaos/],
    [["--gremlins"], /--gremlins/],
  ])("explains the mistake in %j", (given, problem) => {
    expect(() => readChaos(given)).toThrow(problem);
  });
});
