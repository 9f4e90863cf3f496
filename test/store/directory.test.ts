import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { versionOf } from "../../functions/domain/directory/update-fields.ts";
import { profile } from "../support/profiles.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});

afterAll(() => table.stop());

describe("directory", () => {
  it("keeps the newest update, in whatever order and however often updates arrive", async () => {
    let run = 0;
    const order = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(order, async (versions) => {
        run += 1;
        const userId = `user${run}`;
        let newest = 0;
        for (const version of versions) {
          const updatedAt = `2026-01-0${version}T00:00:00.000Z`;
          const applied = await table.directory.putProfile(
            profile(userId, { name: `v${version}`, updatedAt }),
          );
          expect(applied).toBe(version > newest);
          newest = Math.max(newest, version);
        }
        expect((await table.directory.profile(userId))?.name).toBe(`v${newest}`);
      }),
      { numRuns: 30 },
    );
  });

  it("keeps all digits of a time, also after items that have milliseconds only", async () => {
    const at = (more: string) => profile("precise", { updatedAt: `2026-01-01T00:00:00.123Z${more}` });
    const outcomes: boolean[] = [];
    for (const more of ["", "", "1", "09", "1", "9", "899", "9", "999999"]) {
      outcomes.push(await table.directory.putProfile(at(more)));
    }
    expect(outcomes).toEqual([true, false, true, false, false, true, false, false, true]);
    const next = { ...at(""), updatedAt: "2026-01-01T00:00:00.124Z" };
    expect(await table.directory.putProfile(next)).toBe(true);
  });

  it("deletes at the time of the last update, once, and takes the user out of the index", async () => {
    const updatedAt = "2026-01-01T00:00:00.123Z1";
    const update = { updatedAt, deleted: false };
    const there = profile("twin", { locationIds: ["twins"], ...update });
    const gone = { ...there, deleted: true, updatedAt: versionOf({ updatedAt, deleted: true }) };
    expect(await table.directory.putProfile(there)).toBe(true);
    expect(await table.directory.putProfile(gone)).toBe(true);
    expect(await table.directory.usersByName("twins", { after: undefined, limit: 10 })).toEqual([]);
    expect(await table.directory.putProfile(gone)).toBe(false);
    expect(await table.directory.putProfile(there)).toBe(false);
    expect((await table.directory.profile("twin"))?.deleted).toBe(true);
    const later = { ...there, updatedAt: `${updatedAt}1` };
    expect(await table.directory.putProfile(later)).toBe(true);
  });

  it("reads whole profiles, and leaves out unknown users", async () => {
    const ana = profile("ana", { type: "agency", role: "admin", deleted: true });
    await table.directory.putProfile(ana);
    expect(await table.directory.profiles(["ana", "nobody"])).toEqual([ana]);
    expect(await table.directory.profile("nobody")).toBeUndefined();
  });

  it("keeps the newest update of a location", async () => {
    const at = (day: number) => ({
      locationId: "l",
      companyId: "acme",
      name: `v${day}`,
      updatedAt: `2026-01-0${day}T00:00:00.000Z`,
    });
    expect(await table.directory.putLocation(at(2))).toBe(true);
    expect(await table.directory.putLocation(at(1))).toBe(false);
    expect(await table.directory.putLocation(at(2))).toBe(false);
    expect(await table.directory.location("l")).toEqual(at(2));
  });
});
