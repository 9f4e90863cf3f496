import { describe, expect, it } from "vitest";
import { judged } from "../../bench/measures/judged.ts";
import { interleaved } from "../../bench/measures/rounds.ts";
import { difference, totalOf } from "../../bench/servers/usage.ts";

const ids = new Set(["a", "b", "c"]);
const seen = (text: string, withSeq: boolean) =>
  [...text].map((id) => ({ id, seq: withSeq ? id.charCodeAt(0) : undefined }));

describe("what listeners of a hot chat saw", () => {
  it("is fine when it is everything, once, in the order of seq", () => {
    expect(judged([seen("abc", true), seen("abc", true)], ids)).toEqual({ lost: 0, doubled: 0, late: 0 });
  });

  it("tells what is lost, doubled and out of order", () => {
    expect(judged([seen("ac", true), seen("abbc", true)], ids)).toEqual({ lost: 1, doubled: 1, late: 0 });
    expect(judged([seen("acb", true), seen("bca", true)], ids)).toEqual({ lost: 0, doubled: 0, late: 2 });
  });

  it("compares with the first listener where nothing has a number", () => {
    expect(judged([seen("bac", false), seen("bac", false)], ids).late).toBe(0);
    expect(judged([seen("bac", false), seen("abc", false)], ids).late).toBe(1);
  });
});

describe("rounds", () => {
  it("let contenders take turns, and forget the first round", async () => {
    const turns: string[] = [];
    const contestants = [{ name: "one" }, { name: "two" }];
    const samples = await interleaved(contestants, 2, async ({ name }) => turns.push(name));
    expect(turns).toEqual(["one", "two", "one", "two", "one", "two"]);
    expect(samples.get("one")).toEqual([3, 5]);
  });
});

describe("usage", () => {
  const used = (invocations: number) => ({ invocations, tableCalls: 2, readUnits: 3, writeUnits: 4 });
  const before = { functions: { ChatsA: used(1) }, posts: 1, publishes: 1 };
  const after = { functions: { ChatsA: used(3), StreamB: used(5) }, posts: 4, publishes: 2 };

  it("in between is a difference, of functions that are new as well", () => {
    const between = difference(before, after);
    expect(between).toMatchObject({ posts: 3, publishes: 1 });
    expect(between.functions.ChatsA).toEqual({ invocations: 2, tableCalls: 0, readUnits: 0, writeUnits: 0 });
    expect(between.functions.StreamB).toEqual(used(5));
  });

  it("adds up by parts of names, or all of it", () => {
    expect(totalOf(after, "Chats").invocations).toBe(3);
    expect(totalOf(after).invocations).toBe(8);
  });
});
