import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
