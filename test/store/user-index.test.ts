import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listUsers } from "../../functions/domain/directory/list-users.ts";
import type { Profile } from "../../functions/domain/directory/user.ts";
import { DynamodbDirectory } from "../../functions/store/dynamodb-directory.ts";
import { HmacCursors } from "../../functions/store/hmac-cursors.ts";
import { keys } from "../../functions/store/keys.ts";
import { day } from "../support/conversations.ts";
import { dyingDatabase } from "../support/dying-database.ts";
import { profile } from "../support/memory-ports.ts";
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
    const ports = { directory: table.directory, cursors };
    const page = await listUsers(ports, { userId: "me", locationId }, { query, limit, cursor });
    names.push(...page.users.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return names;
}

/** What the index itself holds, true or not. */
const indexOf = async (locationId: string) =>
  (await table.directory.usersByName(locationId, { after: undefined, limit: 1000 })).map(({ name }) => name);

let users = 0;
function newUser(): (version: number, changes: Partial<Profile>) => Profile {
  users += 1;
  const userId = `user${users}`;
  return (version, changes) => profile(userId, { updatedAt: day(version), ...changes });
}

describe("the index of users by name", () => {
  it("sorts by name however it is written, also in the engine's own order", async () => {
    const names = ["ann b", "Ann", "ánn c", "Ann\tD", "Zed", "한글 이름", "😀 smile", "", "ann#1", "ann!"];
    for (const name of names.filter((it) => it !== "")) {
      await table.directory.putProfile(newUser()(1, { name, locationIds: ["order"] }));
    }
    const expected = ["Ann", "ann b", "ánn c", "Ann\tD", "ann!", "ann#1", "Zed", "한글 이름", "😀 smile"];
    expect(await namesIn("order")).toEqual(expected);
    for (const limit of [1, 2, 4]) expect(await namesIn("order", { limit })).toEqual(expected);
    expect(await namesIn("order", { query: "ANN" })).toEqual(expected.slice(0, 6));
  });

  it("follows names, locations and deletions, and keeps nothing of before", async () => {
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

  it("does not mind a location's other items, and the location not the index", async () => {
    const location = { locationId: "both", companyId: "acme", name: "Both", updatedAt: day(1) };
    await table.directory.putLocation(location);
    await table.directory.putProfile(newUser()(1, { name: "Ada", locationIds: ["both"] }));
    await table.directory.putLabs("both", { internalChat: true });
    expect(await namesIn("both")).toEqual(["Ada"]);
    await table.directory.putLocation({ ...location, name: "New", updatedAt: day(2) });
    expect(await table.directory.location("both")).toEqual({
      ...location,
      name: "New",
      updatedAt: day(2),
      labs: { internalChat: true },
    });
  });

  it("is healed by the platform's retry, wherever a rename died", async () => {
    for (const when of ["before", "after"] as const) {
      for (let at = 0; at < 4; at += 1) {
        const user = newUser();
        const locationIds = [`crash-${when}-${at}`];
        await table.directory.putProfile(user(1, { name: "Ada", locationIds }));
        const renamed = user(2, { name: "Bea", locationIds });
        const dying = new DynamodbDirectory(dyingDatabase(table, at, when));
        await dying.putProfile(renamed).catch(() => undefined);
        await table.directory.putProfile(renamed);
        expect(await namesIn(locationIds[0] ?? ""), `died ${when} call ${at}`).toEqual(["Bea"]);
      }
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

  it("ends right when renames overtake each other", async () => {
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

  it("costs a page the same among 20 and among 500", async () => {
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
      const ports = { directory: table.directory, cursors };
      const read = () => listUsers(ports, { userId: "me", locationId }, { query: "", limit: 10 });
      return (await table.units.of(read)).reads;
    };
    expect(await units("all-users")).toBe(await units("few-users"));
    expect(await units("all-users")).toBeLessThanOrEqual(12);
  });
});
