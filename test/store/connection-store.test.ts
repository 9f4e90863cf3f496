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
