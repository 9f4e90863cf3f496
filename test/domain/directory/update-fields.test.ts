import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { putLocation } from "../../../functions/domain/directory/put-location.ts";
import { putUser } from "../../../functions/domain/directory/put-user.ts";
import { timeOf, UpdatedAt, versionOf } from "../../../functions/domain/directory/update-fields.ts";
import { PutUserRequest } from "../../../functions/domain/directory/user.ts";
import { userRecord } from "../../support/user-record.ts";

const now = Date.parse("2026-03-02T12:00:00.000Z");
const minutesAhead = (minutes: number, decimals = "000") =>
  new Date(now + minutes * 60_000).toISOString().replace("000Z", `${decimals}Z`);

describe("versions of a record", () => {
  it("are in the order of their times, and of deletion at the same time", () => {
    const time = fc
      .tuple(fc.constantFrom(0, 123, 124), fc.constantFrom("", "0001", "1", "10", "9", "999999"))
      .map(([ms, more]) => `2026-01-01T00:00:00.${String(ms).padStart(3, "0")}${more}Z`);
    const update = fc.record({
      updatedAt: time.map((it) => UpdatedAt.parse(it)),
      deleted: fc.constantFrom(undefined, false, true),
    });
    fc.assert(
      fc.property(update, update, (one, other) => {
        const isLater = one.updatedAt > other.updatedAt;
        const deletes = one.deleted === true && other.deleted !== true;
        const isHigher = isLater || (one.updatedAt === other.updatedAt && deletes);
        expect(versionOf(one) > versionOf(other)).toBe(isHigher);
        expect(timeOf(versionOf(one))).toBe(new Date(timeOf(one.updatedAt)).toISOString());
      }),
      { numRuns: 1000 },
    );
  });
});

describe("an update from the future", () => {
  const written: object[] = [];
  const ports = {
    clock: { now: () => now },
    directory: {
      putProfile: async (profile: object) => written.push(profile) > 0,
      putLocation: async (location: object) => written.push(location) > 0,
    },
  };
  const writes = {
    user: (updatedAt: string) =>
      putUser(ports, "ana", PutUserRequest.parse(userRecord("Ana", { updatedAt }))),
    location: (updatedAt: string) =>
      putLocation(ports, "loc", { companyId: "acme", name: "Main", updatedAt: UpdatedAt.parse(updatedAt) }),
  };

  it.each(["user", "location"] as const)("is refused for a %s", async (kind) => {
    expect(await writes[kind](minutesAhead(5))).toBe(true);
    expect(written.splice(0)).toHaveLength(1);
    for (const updatedAt of [minutesAhead(5, "000000001"), minutesAhead(6), "9999-12-31T23:59:59Z"]) {
      const problems = ["updatedAt: must not be more than 5 minutes ahead of the server's clock"];
      await expect(writes[kind](updatedAt)).rejects.toMatchObject({ code: "invalid_request", problems });
    }
    expect(written).toEqual([]);
  });
});
