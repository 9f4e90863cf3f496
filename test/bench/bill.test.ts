import { describe, expect, it } from "vitest";
import { billOf, sharesOf } from "../../bench/cost/bill.ts";
import { billText } from "../../bench/cost/bill-text.ts";
import { gigabyteSeconds } from "../../bench/cost/duration.ts";
import { partOf, priceOf } from "../../bench/cost/message-price.ts";
import { defaultPlan, monthOf } from "../../bench/cost/plan.ts";
import { minimumPerMillion } from "../../bench/cost/prices.ts";
import type { UsagePerAction } from "../../bench/cost/totals.ts";
import { noUsage, type Usage } from "../../bench/servers/usage.ts";

const nothing: Usage = { functions: {}, posts: 0, publishes: 0 };
const send: Usage = {
  functions: {
    FunctionsWebsocket: { invocations: 1, tableCalls: 4, readUnits: 10, writeUnits: 7 },
    FunctionsStream: { invocations: 0.1, tableCalls: 1, readUnits: 5, writeUnits: 0 },
  },
  posts: 4,
  publishes: 4,
};
const counted: UsagePerAction = {
  send,
  read: nothing,
  ping: nothing,
  connect: nothing,
  open: nothing,
  upload: nothing,
};
const facts = {
  alarmMetrics: 10,
  dashboards: 1,
  customMetrics: 5,
  secrets: 1,
  keys: 0,
  firewallRules: 3,
  scansFiles: true,
  contributorInsights: false,
  memoryOf: (name: string) => (name.includes("Websocket") ? 1 : 0.5),
};
/** 1,000 messages a month and no other action. */
const plan = {
  ...defaultPlan,
  users: 10,
  messages: 10,
  days: 10,
  onlineHours: 0,
  opens: 0,
  readsPerMessage: 0,
  attachments: 0,
};

const dollarsOf = (part: string, bill = billOf(plan, counted, facts)) =>
  bill.find((line) => line.part === part)?.dollars;

describe("the actions of a month", () => {
  it("are those of all users on all working days", () => {
    const month = monthOf({
      ...defaultPlan,
      users: 100,
      messages: 30,
      participants: 5,
      days: 20,
      onlineHours: 8,
    });
    expect(month).toMatchObject({
      sends: 60_000,
      reads: 60_000 * 4 * 0.5,
      connectionMinutes: 100 * 20 * 480,
      connects: 100 * 20 * 4,
      pings: 100 * 20 * 120,
    });
  });
});

describe("a bill", () => {
  it("prices each counted unit at its list price", () => {
    expect(dollarsOf("write units")).toBeCloseTo(1000 * 7 * 0.625e-6, 12);
    expect(dollarsOf("read units")).toBeCloseTo(1000 * 15 * 0.125e-6, 12);
    expect(dollarsOf("messages")).toBeCloseTo(1000 * (2 + 4) * 1e-6, 12);
    expect(dollarsOf("publishes to the topic")).toBeCloseTo(1000 * 4 * 0.5e-6, 12);
    expect(dollarsOf("metrics of alarms")).toBeCloseTo(1, 12);
  });

  it("grows with the number of messages only in the lines that depend on messages", () => {
    const twice = billOf({ ...plan, messages: 20 }, counted, facts);
    expect(dollarsOf("write units", twice)).toBeCloseTo(2 * (dollarsOf("write units") ?? 0), 12);
    expect(dollarsOf("metrics of alarms", twice)).toBe(dollarsOf("metrics of alarms"));
  });

  it("includes the firewall only if the stage has one and the plan includes it", () => {
    const [without, none] = [
      billOf({ ...plan, firewall: false }, counted, facts),
      billOf(plan, counted, { ...facts, firewallRules: 0 }),
    ];
    expect([dollarsOf("web ACL"), dollarsOf("rules")]).toEqual([5, 3]);
    expect([dollarsOf("web ACL", without), dollarsOf("web ACL", none)]).toEqual([0, 0]);
  });

  it("sums up to the shares of its services, the most expensive first", () => {
    const shares = sharesOf(billOf(plan, counted, facts));
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares.map(({ dollars }) => dollars)).toEqual(
      shares.map(({ dollars }) => dollars).sort((one, other) => other - one),
    );
    expect(sharesOf([])).toEqual([]);
  });
});

describe("the text of a bill", () => {
  const text = billText(billOf(plan, counted, facts), plan);

  it("begins with the total, and omits lines that cost nothing", () => {
    const sum = billOf(plan, counted, facts).reduce((total, { dollars }) => total + dollars, 0);
    expect(text.split("\n")[0]).toBe(
      `10 users, 10 messages a day each, in chats of 5: $${sum.toFixed(2)} a month, $${(sum / 10).toFixed(4)} per user`,
    );
    expect(text).toMatch(/CloudWatch +metrics of alarms +10\.0 +1\.00/);
    expect(text).not.toContain("connection minutes");
  });

  it("states the date of the prices and the assumptions", () => {
    expect(text).toContain("us-east-1, as of 2025-07");
    expect(text).toContain("Assumed: ");
  });
});

describe("billed durations", () => {
  it("count table calls as sequential and posts by forty at a time", () => {
    const usage = (posts: number) => ({
      functions: { Websocket: { ...noUsage(), invocations: 1, tableCalls: 4 } },
      posts,
      publishes: 0,
    });
    expect(gigabyteSeconds(usage(0), () => 1)).toBeCloseTo(0.025, 9);
    expect(gigabyteSeconds(usage(40), () => 1)).toBeCloseTo(0.035, 9);
    expect(gigabyteSeconds(usage(41), () => 1)).toBeCloseTo(0.045, 9);
  });

  it("are 0 for functions that did not run", () => {
    const usage = { functions: { Chats: noUsage() }, posts: 10, publishes: 0 };
    expect(gigabyteSeconds(usage, () => 1)).toBe(0);
  });
});

describe("the price of messages", () => {
  it("includes posts in the sending path and publishes in the stream's", () => {
    const path = partOf(send, ["Websocket"], { posts: true });
    const later = partOf(send, ["Stream"], { publishes: true });
    expect(Object.keys(path.functions)).toEqual(["FunctionsWebsocket"]);
    expect([path.posts, path.publishes, later.posts, later.publishes]).toEqual([4, 0, 0, 4]);
    const price = priceOf({ usage: { ...path, functions: {} }, requests: 0, frames: 2 }, () => 1);
    expect(price).toBeCloseTo(6e-6, 15);
  });

  it("is at least 1.9 + (N − 1) dollars per million", () => {
    expect([2, 10, 50].map(minimumPerMillion)).toEqual([2.9, 10.9, 50.9]);
  });
});
