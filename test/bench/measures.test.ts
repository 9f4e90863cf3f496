import { describe, expect, it } from "vitest";
import { countDeliveryErrors } from "../../bench/measures/delivery-errors.ts";
import { shareToldApart } from "../../bench/measures/existence.ts";
import { runInTurns } from "../../bench/measures/rounds.ts";
import { totalOf, usageBetween } from "../../bench/servers/usage.ts";

const ids = new Set(["a", "b", "c"]);
/** Deliveries of these ids in this order. */
const seen = (text: string, withSeq: boolean) =>
  [...text].map((id) => ({ id, seq: withSeq ? id.charCodeAt(0) : undefined }));

describe("delivery errors of a hot chat", () => {
  it("are 0 if each listener got every message once, in the order of seq", () => {
    expect(countDeliveryErrors([seen("abc", true), seen("abc", true)], ids)).toEqual({
      lost: 0,
      doubled: 0,
      late: 0,
    });
  });

  it("count lost, doubled and late deliveries", () => {
    expect(countDeliveryErrors([seen("ac", true), seen("abbc", true)], ids)).toEqual({
      lost: 1,
      doubled: 1,
      late: 0,
    });
    expect(countDeliveryErrors([seen("acb", true), seen("bca", true)], ids)).toEqual({
      lost: 0,
      doubled: 0,
      late: 2,
    });
  });

  it("compare with the order of the first listener without seq", () => {
    expect(countDeliveryErrors([seen("bac", false), seen("bac", false)], ids).late).toBe(0);
    expect(countDeliveryErrors([seen("bac", false), seen("abc", false)], ids).late).toBe(1);
  });
});

describe("pairs of 404", () => {
  const pairs = (slower: number) =>
    Array.from({ length: 10 }, (_, index) => ({ existing: index < slower ? 2 : 1, none: 1.5 }));

  it("are told apart by whichever answer takes longer in most of them", () => {
    expect([10, 8, 5, 1].map((slower) => shareToldApart(pairs(slower)))).toEqual([1, 0.8, 0.5, 0.9]);
  });
});

describe("rounds", () => {
  it("run the contenders in turn, and do not count the first round", async () => {
    const turns: string[] = [];
    const contestants = [{ name: "one" }, { name: "two" }];
    const samples = await runInTurns(contestants, 2, async ({ name }) => turns.push(name));
    expect(turns).toEqual(["one", "two", "one", "two", "one", "two"]);
    expect(samples.get("one")).toEqual([3, 5]);
  });
});

describe("usage", () => {
  const used = (invocations: number) => ({ invocations, tableCalls: 2, readUnits: 3, writeUnits: 4 });
  const before = { functions: { ChatsA: used(1) }, posts: 1, publishes: 1 };
  const after = { functions: { ChatsA: used(3), StreamB: used(5) }, posts: 4, publishes: 2 };

  it("between two snapshots is their difference, including new functions", () => {
    const between = usageBetween(before, after);
    expect(between).toMatchObject({ posts: 3, publishes: 1 });
    expect(between.functions.ChatsA).toEqual({ invocations: 2, tableCalls: 0, readUnits: 0, writeUnits: 0 });
    expect(between.functions.StreamB).toEqual(used(5));
  });

  it("is summed for functions with a part in their names, or for all", () => {
    expect(totalOf(after, "Chats").invocations).toBe(3);
    expect(totalOf(after).invocations).toBe(8);
  });
});
