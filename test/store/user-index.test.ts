import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listUsers } from "../../functions/domain/directory/list-users.ts";
import type { Profile } from "../../functions/domain/directory/user.ts";
import { noRateLimits } from "../../functions/domain/rate-limits.ts";
import { DynamodbDirectory } from "../../functions/store/dynamodb-directory.ts";
import { HmacCursors } from "../../functions/store/hmac-cursors.ts";
import { keys } from "../../functions/store/keys.ts";
import { day } from "../support/conversations.ts";
import { crashes } from "../support/crash.ts";
import { countCalls, crashingDatabase } from "../support/crashing-database.ts";
import { location, profile } from "../support/profiles.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});

afterAll(() => table.stop());

const cursors = new HmacCursors("k".repeat(32));

async function namesIn(locationId: string, { query = "", limit = 100 } = {}): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const ports = { directory: table.directory, cursors, limiter: noRateLimits };
    const page = await listUsers(ports, { userId: "me", locationId }, { query, limit, cursor });
    names.push(...page.users.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return names;
}

/** The names in the index itself, stale ones included. */
const indexOf = async (locationId: string) =>
  (await table.directory.usersByName(locationId, { after: undefined, limit: 1000 })).map(({ name }) => name);

let users = 0;
function newUser(): (version: number, changes: Partial<Profile>) => Profile {
  users += 1;
  const userId = `user${users}`;
  return (version, changes) => profile(userId, { updatedAt: day(version), ...changes });
}

describe("the index of users by name", () => {
  it("sorts by normalized name, in the engine's order of keys", async () => {
    const names = ["ann b", "Ann", "ánn c", "Ann\tD", "Zed", "한글 이름", "😀 smile", "", "ann#1", "ann!"];
    for (const name of names.filter((it) => it !== "")) {
      await table.directory.putProfile(newUser()(1, { name, locationIds: ["order"] }));
    }
    const expected = ["Ann", "ann b", "ánn c", "Ann\tD", "ann!", "ann#1", "Zed", "한글 이름", "😀 smile"];
    expect(await namesIn("order")).toEqual(expected);
    for (const limit of [1, 2, 4]) expect(await namesIn("order", { limit })).toEqual(expected);
    expect(await namesIn("order", { query: "ANN" })).toEqual(expected.slice(0, 6));
  });

  it("follows names, locations and deletions, and keeps no earlier entry", async () => {
    const user = newUser();
    await table.directory.putProfile(user(1, { name: "Ada", locationIds: ["l1", "l2"] }));
    await table.directory.putProfile(user(2, { name: "Ada B", locationIds: ["l2", "l3"] }));
    expect([await indexOf("l1"), await indexOf("l2"), await indexOf("l3")]).toEqual([
      [],
      ["Ada B"],
      ["Ada B"],
    ]);
    await table.directory.putProfile(user(3, { name: "Ada B", locationIds: ["l2"], deleted: true }));
    expect([await indexOf("l2"), await indexOf("l3")]).toEqual([[], []]);
    await table.directory.putProfile(user(2, { name: "Old", locationIds: ["l2"] }));
    expect(await indexOf("l2")).toEqual([]);
  });

  it("shares a partition with the location, and neither changes the other, nor Labs", async () => {
    const both = location("both", { updatedAt: day(1) });
    await table.directory.putLocation(both);
    await table.directory.putProfile(newUser()(1, { name: "Ada", locationIds: ["both"] }));
    await table.labs.put("both", { internalChat: true });
    expect(await namesIn("both")).toEqual(["Ada"]);
    await table.directory.putLocation({ ...both, name: "New", updatedAt: day(2) });
    expect(await table.directory.location("both")).toEqual({
      ...both,
      name: "New",
      updatedAt: day(2),
    });
    expect(await table.labs.find("both")).toEqual({ internalChat: true });
  });

  it("is repaired by the platform's retry, wherever a rename crashed", async () => {
    const rename = async (locationId: string) => {
      const user = newUser();
      await table.directory.putProfile(user(1, { name: "Ada", locationIds: [locationId] }));
      return user(2, { name: "Bea", locationIds: [locationId] });
    };
    const counted = await rename("crash-counted");
    const calls = await countCalls(table, (database) => new DynamodbDirectory(database).putProfile(counted));
    expect(calls).toBe(3);
    for (const { at, when } of crashes(calls)) {
      const locationId = `crash-${when}-${at}`;
      const renamed = await rename(locationId);
      const crashing = new DynamodbDirectory(crashingDatabase(table, at, when));
      await crashing.putProfile(renamed).catch(() => undefined);
      await table.directory.putProfile(renamed);
      expect(await namesIn(locationId), `crash ${when} call ${at}`).toEqual(["Bea"]);
    }
  });

  it("shows an entry of an earlier normal form until its user is written again, and then the new one", async () => {
    const user = newUser();
    const locationId = "earlier-form";
    const before = user(1, { name: "Yıldız", locationIds: [locationId] });
    const { userId, name, updatedAt } = before;
    const { userId: _userId, ...fields } = before;
    const formerKey = keys.userByName(locationId, { name: "yıldız", id: userId });
    await table.database.put({ item: { ...keys.profile(userId), ...fields } });
    await table.database.put({ item: { ...formerKey, name, updatedAt } });
    await table.directory.putProfile(newUser()(1, { name: "Zoe", locationIds: [locationId] }));
    for (const limit of [1, 2]) {
      expect((await namesIn(locationId, { limit })).sort()).toEqual(["Yıldız", "Zoe"]);
      expect(await namesIn(locationId, { limit, query: "yil" })).toEqual(["Yıldız"]);
    }
    await table.directory.putProfile(user(2, { name, locationIds: [locationId] }));
    for (const limit of [1, 2]) expect(await namesIn(locationId, { limit })).toEqual(["Yıldız", "Zoe"]);
  });

  it("holds the newest name when renames overtake each other", async () => {
    for (let run = 0; run < 15; run += 1) {
      const user = newUser();
      const locationIds = [`overtaking${run}`];
      const names = ["Ada", "Bea", "Ada", "Cleo", "Ada"];
      await Promise.all(
        names.map((name, index) => table.directory.putProfile(user(index + 1, { name, locationIds }))),
      );
      expect(await namesIn(locationIds[0] ?? "")).toEqual(["Ada"]);
    }
  });

  it("costs the same for a page among 20 and among 500 users", async () => {
    const fill = (locationId: string, count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, index) =>
          table.directory.putProfile(
            newUser()(1, { name: `Name ${String(index).padStart(4, "0")}`, locationIds: [locationId] }),
          ),
        ),
      );
    await fill("few-users", 20);
    await fill("all-users", 500);
    const units = async (locationId: string) => {
      const ports = { directory: table.directory, cursors, limiter: noRateLimits };
      const read = () => listUsers(ports, { userId: "me", locationId }, { query: "", limit: 10 });
      return (await table.units.of(read)).reads;
    };
    expect(await units("all-users")).toBe(await units("few-users"));
    expect(await units("all-users")).toBeLessThanOrEqual(12);
  });
});
