import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keys } from "../../functions/store/keys.ts";
import { connection } from "../support/connections.ts";
import { NOON } from "../support/fake-clock.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});

afterAll(() => table.stop());

const idsOf = async (userId: string) =>
  (await table.connections.ofUsers("loc", [userId])).map(({ connectionId }) => connectionId).sort();

describe("connections", () => {
  it("are found by user and location, as they were added", async () => {
    const one = connection("ana", { connectionId: "L0SM9cOFvHcCIhw=", companyId: "acme" });
    await table.connections.add(one);
    await table.connections.add(connection("ana", { locationId: "other", connectionId: "x" }));
    expect(await table.connections.ofUsers("loc", ["ana", "nobody"])).toEqual([one]);
  });

  it("are at most 20 per user: the 21st evicts the oldest, which is returned", async () => {
    for (let index = 0; index < 20; index += 1) {
      const added = connection("ben", { connectionId: `c${index}`, connectedAt: NOON + index });
      expect(await table.connections.add(added)).toEqual([]);
    }
    const evicted = await table.connections.add(
      connection("ben", { connectionId: "late", connectedAt: NOON + 99 }),
    );
    expect(evicted.map(({ connectionId }) => connectionId)).toEqual(["c0"]);
    expect(await idsOf("ben")).toHaveLength(20);
    expect(await idsOf("ben")).not.toContain("c0");
  });

  const loginAs = (actorId: string, index: number) =>
    connection("lea", { connectionId: `${actorId}-${index}`, connectedAt: NOON + index, actorId });
  const addAll = async (actorId: string, count: number, from = 0) => {
    const evicted: string[] = [];
    for (let index = from; index < from + count; index += 1) {
      const all = await table.connections.add(loginAs(actorId, index));
      evicted.push(...all.map(({ connectionId }) => connectionId));
    }
    return evicted;
  };

  it("of Login As are counted apart: 5 of an actor, 25 of all, and none evicts one of the user's own", async () => {
    await table.connections.add(connection("lea"));
    expect(await addAll("gus", 20)).toEqual(Array.from({ length: 15 }, (_, index) => `gus-${index}`));
    expect(await idsOf("lea")).toEqual(["lea-socket"]);
    for (const actor of ["a1", "a2", "a3", "a4"]) expect(await addAll(actor, 5, 100)).toEqual([]);
    expect(await addAll("a5", 1, 200)).toEqual(["gus-15"]);
    expect(await table.connections.everywhere("lea")).toHaveLength(26);
    expect(await table.connections.ofActor("gus")).toHaveLength(4);
  });

  it("of Login As are not counted with the user's own", async () => {
    await table.connections.add({ ...loginAs("gus", 0), userId: "max" });
    for (let index = 0; index < 20; index += 1) {
      expect(await table.connections.add(connection("max", { connectionId: `m${index}` }))).toEqual([]);
    }
    expect(await table.connections.everywhere("max")).toHaveLength(21);
  });

  it("of an actor are found as all users and in all locations, and no other's", async () => {
    const ofActor = [
      connection("una", { connectionId: "o1", actorId: "oz" }),
      connection("una", { connectionId: "o2", actorId: "oz", locationId: "other" }),
      connection("ute", { connectionId: "o3", actorId: "oz", companyId: "acme" }),
    ];
    for (const one of [
      ...ofActor,
      connection("una"),
      connection("una", { connectionId: "p", actorId: "pia" }),
    ]) {
      await table.connections.add(one);
    }
    const found = await table.connections.ofActor("oz");
    expect(found.toSorted((one, other) => (one.connectionId < other.connectionId ? -1 : 1))).toEqual(ofActor);
    expect(await table.connections.ofActor("nobody")).toEqual([]);
    for (const one of ofActor) await table.connections.remove(one);
    expect(await table.connections.ofActor("oz")).toEqual([]);
  });

  it("take the company that access rests on, and none that is gone", async () => {
    const one = connection("cleo");
    await table.connections.add(one);
    await table.connections.setCompany(one, "acme");
    expect(await table.connections.everywhere("cleo")).toEqual([{ ...one, companyId: "acme" }]);
    await table.connections.remove(one);
    await table.connections.setCompany(one, "other");
    expect(await table.connections.everywhere("cleo")).toEqual([]);
  });

  it("may be added and removed at the same time", async () => {
    const all = Array.from({ length: 15 }, (_, index) => connection("cara", { connectionId: `c${index}` }));
    await Promise.all(all.map((it) => table.connections.add(it)));
    await Promise.all(all.slice(5).map((it) => table.connections.remove(it)));
    expect(await idsOf("cara")).toEqual(["c0", "c1", "c2", "c3", "c4"]);
  });

  it("may be removed twice, and before they were added", async () => {
    const one = connection("dan");
    await table.connections.remove(one);
    await table.connections.add(one);
    await table.connections.remove(one);
    await table.connections.remove(one);
    expect(await idsOf("dan")).toEqual([]);
  });
});

describe("watching connections", () => {
  const watching = async () =>
    (await table.connections.watching("loc")).map(({ connectionId }) => connectionId).sort();

  it("are found by location, with all their fields, while they watch", async () => {
    const one = connection("wes", { connectionId: "w1", companyId: "acme" });
    await table.connections.add(one);
    await table.connections.add(connection("wes", { connectionId: "w2" }));
    await table.connections.add(connection("wes", { connectionId: "w3", locationId: "other" }));
    expect(await table.connections.watch(one, true)).toBe(true);
    expect(await table.connections.watching("loc")).toEqual([{ ...one, watching: true }]);
    expect(await table.connections.watching("other")).toEqual([]);
    expect(await table.database.get(keys.watcher(one))).toBeDefined();
    expect(await table.connections.watch(one, false)).toBe(true);
    expect(await watching()).toEqual([]);
    expect(await table.database.get(keys.watcher(one))).toBeUndefined();
  });

  it("are forgotten when they are removed or evicted", async () => {
    for (let index = 0; index < 3; index += 1) {
      const one = connection("vic", { connectionId: `v${index}`, connectedAt: NOON + index });
      await table.connections.add(one);
      await table.connections.watch(one, true);
    }
    expect(await watching()).toEqual(["v0", "v1", "v2"]);
    await table.connections.remove(connection("vic", { connectionId: "v1" }));
    for (let index = 0; index < 19; index += 1) {
      const later = { connectionId: `x${index}`, connectedAt: NOON + 99 + index };
      await table.connections.add(connection("vic", later));
    }
    expect(await watching()).toEqual(["v2"]);
  });

  it("cannot be turned on or off for a connection that is gone", async () => {
    expect(await table.connections.watch(connection("nob"), true)).toBe(false);
    expect(await table.connections.watch(connection("nob"), false)).toBe(false);
    expect(await watching()).toEqual(["v2"]);
  });
});
