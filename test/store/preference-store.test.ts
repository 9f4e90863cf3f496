import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});

afterAll(() => table.stop());

it("preferences are read as they were put, of one user and of many", async () => {
  const night = {
    internalChat: "added_only" as const,
    quietHours: { start: "22:00", end: "07:00", timeZone: "UTC" },
  };
  await table.preferences.put("ana", night);
  await table.preferences.put("ben", { internalChat: "none", quietHours: null });
  await table.preferences.put("ben", { internalChat: "every_message", quietHours: null });
  expect(await table.preferences.find("ana")).toEqual(night);
  expect(await table.preferences.find("nobody")).toBeUndefined();
  expect(await table.settings.ofUsers(["ana", "ben", "nobody"])).toEqual(
    new Map([
      ["ana", { preferences: night, devices: [] }],
      ["ben", { preferences: { internalChat: "every_message", quietHours: null }, devices: [] }],
    ]),
  );
});
