import { beforeEach, describe, expect, it } from "vitest";
import { type ListUsersQuery, listUsers } from "../../../functions/domain/directory/list-users.ts";
import { namePosition } from "../../../functions/domain/directory/user-name-index.ts";
import { listUsersPorts } from "../../support/directory-ports.ts";
import { agencyUser, profile } from "../../support/profiles.ts";

let ports: ReturnType<typeof listUsersPorts>;

beforeEach(() => {
  ports = listUsersPorts();
  const names = { u1: "Zoë Ann", u2: "ana b", u3: "Ana", u4: "Ána B", u5: "Bo" };
  for (const [userId, name] of Object.entries(names)) add(userId, { name });
});

function add(userId: string, changes: Parameters<typeof profile>[1] = {}) {
  ports.directory.add(profile(userId, changes));
}

const list = (query: Partial<ListUsersQuery> = {}, userId = "u1") =>
  listUsers(ports, { userId, locationId: "loc" }, { query: "", limit: 20, ...query });

const idsOf = ({ users }: Awaited<ReturnType<typeof list>>) => users.map(({ id }) => id);

describe("listUsers", () => {
  it("sorts by name without case and accents, then by id", async () => {
    expect(idsOf(await list())).toEqual(["u3", "u2", "u4", "u5", "u1"]);
  });

  it("shows id, name, email and role, and nothing else", async () => {
    expect((await list({ limit: 1 })).users).toEqual([
      { id: "u3", name: "Ana", email: "u3@example.com", role: "user" },
    ]);
  });

  it("leaves out deleted users, users of other locations, and users of the agency without the location", async () => {
    add("u2", { deleted: true });
    add("u5", { locationIds: ["other"] });
    ports.directory.add(agencyUser("gus"));
    add("gil", { type: "agency", name: "Gil" });
    expect(idsOf(await list())).toEqual(["u3", "u4", "gil", "u1"]);
  });

  it.each([
    ["an", ["u3", "u2", "u4", "u1"]],
    ["ANN zoe", ["u1"]],
    ["ána", ["u3", "u2", "u4"]],
    ["ana bo", []],
    ["\u200bÁNA\u200e", ["u3", "u2", "u4"]],
  ])("finds the users whose names match %j", async (query, expected) => {
    expect(idsOf(await list({ query }))).toEqual(expected);
  });

  it("finds Turkish names in any case, and sorts ı as i", async () => {
    add("u6", { name: "Işıl Yıldız" });
    add("u7", { name: "Isolde" });
    for (const query of ["ışıl", "IŞIL", "isil", "İŞİL", "YILDIZ", "yıldız"]) {
      expect(idsOf(await list({ query })), query).toEqual(["u6"]);
    }
    expect(idsOf(await list({ query: "is" }))).toEqual(["u6", "u7"]);
  });

  it("fills each page, although the index holds stale entries", async () => {
    for (const [id, name] of [
      ["u5", "Aaron"],
      ["gone", "Ab"],
      ["u1", "An"],
    ] as const) {
      const position = namePosition({ userId: id, name });
      ports.directory.staleEntries.push({ position, name, updatedAt: "2025-01-01T00:00:00.000Z" });
    }
    for (const query of ["", "a"]) {
      const first = await list({ query, limit: 2 });
      const second = await list({ query, limit: 2, cursor: first.nextCursor });
      expect([idsOf(first), idsOf(second)], query).toEqual([
        ["u3", "u2"],
        query === "" ? ["u4", "u5"] : ["u4", "u1"],
      ]);
      expect(second.nextCursor === undefined).toBe(query !== "");
    }
  });

  it("refuses a cursor of another user or another query", async () => {
    const { nextCursor } = await list({ limit: 2 });
    const invalid = { code: "invalid_cursor" };
    await expect(list({ cursor: nextCursor }, "u2")).rejects.toMatchObject(invalid);
    await expect(list({ cursor: nextCursor, query: "a" })).rejects.toMatchObject(invalid);
  });

  it("keeps the sort key of any name within DynamoDB's limit", () => {
    for (const name of ["ﷺ".repeat(200), "한".repeat(200), "a\tb\u0000 c", "😀".repeat(100)]) {
      const { name: sortable } = namePosition({ userId: "u", name });
      expect(Buffer.byteLength(sortable)).toBeLessThanOrEqual(800);
      expect(sortable.isWellFormed()).toBe(true);
      expect(sortable).not.toMatch(/\p{Cc}/u);
    }
  });
});
