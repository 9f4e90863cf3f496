import { describe, expect, it } from "vitest";
import { readOptions, usage } from "../../bench/bench-options.ts";
import { usage as costUsage, readOptions as readCostOptions } from "../../bench/cost/cost-options.ts";
import { defaultPlan } from "../../bench/cost/plan.ts";
import { measures } from "../../bench/measures/all-measures.ts";

describe("options of the benchmark", () => {
  it("select everything by default", () => {
    const options = readOptions([]);
    expect(options.measures).toEqual(measures.map(({ name }) => name));
    expect(options.contenders).toContain("socket-io");
    expect(options).toMatchObject({ quick: false, write: false, help: false });
  });

  it("select measures and contenders independently", () => {
    const options = readOptions(["--quick", "--only", "latency,websocket,cost"]);
    expect(options.quick).toBe(true);
    expect(options.measures).toEqual(["latency", "cost"]);
    expect(options.contenders).toEqual(["websocket"]);
    expect(readOptions(["--only", "socket-io"]).measures).toHaveLength(measures.length);
  });

  it("refuse unknown names and options in one line", () => {
    expect(() => readOptions(["--only", "latency,speed"])).toThrow(/^--only speed: there are latency, /);
    expect(() => readOptions(["--fast"])).toThrow(/--help shows the options/);
  });

  it("allow --write only for a whole run, quick or not", () => {
    expect(readOptions(["--write", "--quick"]).write).toBe(true);
    expect(() => readOptions(["--write", "--only", "latency"])).toThrow(/^--write needs the whole run/);
  });

  it("are listed in the help, with measures and contenders", () => {
    for (const word of ["--quick", "--only", "--write", "growth", "row-per-participant"]) {
      expect(usage).toContain(word);
    }
  });
});

describe("options of the bill", () => {
  it("default to the default plan, which the help shows", () => {
    expect(readCostOptions([])).toEqual({ help: false, json: false, assembly: undefined, plan: defaultPlan });
    expect(costUsage).toContain("--users");
    expect(costUsage).toContain(`default: ${defaultPlan.users}`);
  });

  it("change the plan", () => {
    const { json, plan } = readCostOptions([
      "--users",
      "50",
      "--participants=10",
      "--attachments",
      "0.5",
      "--json",
    ]);
    expect(json).toBe(true);
    expect(plan).toEqual({ ...defaultPlan, users: 50, participants: 10, attachments: 0.5 });
    expect(readCostOptions(["--no-waf"]).plan.firewall).toBe(false);
  });

  it.each([
    ["--users", "many"],
    ["--participants", "1"],
    ["--days", "32"],
    ["--users", ""],
  ])("refuse %s %s", (name, value) => {
    expect(() => readCostOptions([name, value])).toThrow(/must be a number from/);
  });
});
