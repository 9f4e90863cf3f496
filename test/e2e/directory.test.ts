import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, apiAs, apiWith, codeOf } from "../support/api-client.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { userRecord } from "../support/user-record.ts";

let cloud: TestCloud;
let platform: Api;

beforeAll(async () => {
  cloud = await startTestCloud();
  platform = apiWith(cloud, await cloud.issuer.issue({ scope: "directory.write" }));
});

afterAll(async () => {
  await cloud.stop();
  expect(cloud.complaints).toEqual([]);
});

const conversation = {
  locationId: "loc-main",
  contactId: "contact",
  contactName: "Carl",
  assignedTo: null,
  followers: [],
  lastMessageBody: null,
  lastMessageType: null,
  lastMessageDate: null,
  unreadCount: 0,
};

/** A record of each kind that can be deleted, and how to see that it is. */
const records = {
  users: {
    body: userRecord("Tim"),
    isThere: async (id: string) => codeOf(await (await apiAs(cloud, id)).get("/me")) === "200",
  },
  conversations: {
    body: conversation,
    isThere: async (id: string) => {
      const page = await (await apiAs(cloud, "ana")).get("/locations/loc-main/conversations?limit=100");
      return JSON.stringify(page.body).includes(`"id":"${id}"`);
    },
  },
};

const minutesAhead = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

describe.each(["users", "conversations"] as const)("updates of %s", (kind) => {
  const { body, isThere } = records[kind];
  const put = async (id: string, updatedAt: string, deleted?: boolean) => {
    const answer = await platform.put(`/directory/${kind}/${id}`, { ...body, updatedAt, deleted });
    return answer.status === 200 ? Object(answer.body).applied : codeOf(answer);
  };

  it("within a millisecond count in the order of their times", async () => {
    expect(await put("fast", "2026-01-01T00:00:00.123100Z")).toBe(true);
    expect(await isThere("fast")).toBe(true);
    expect(await put("fast", "2026-01-01T00:00:00.123900Z", true)).toBe(true);
    expect(await put("fast", "2026-01-01T00:00:00.123500Z")).toBe(false);
    expect(await isThere("fast")).toBe(false);
    expect(await put("fast", "2026-01-01T00:00:00.123900001Z")).toBe(true);
    expect(await isThere("fast")).toBe(true);
  });

  it("at the same time apply nothing, except a deletion", async () => {
    const time = "2026-01-01T00:00:00.1Z";
    expect(await put("twin", time)).toBe(true);
    expect(await put("twin", "2026-01-01T00:00:00.100000Z")).toBe(false);
    expect(await put("twin", time, true)).toBe(true);
    expect(await put("twin", time, true)).toBe(false);
    expect(await put("twin", time, false)).toBe(false);
    expect(await isThere("twin")).toBe(false);
  });

  it("from the future are refused, so that none makes a later deletion ineffective", async () => {
    expect(await put("early", minutesAhead(0))).toBe(true);
    expect(await put("early", "9999-12-31T23:59:59.999Z")).toBe("422 invalid_request");
    expect(await put("early", minutesAhead(6))).toBe("422 invalid_request");
    expect(await put("early", minutesAhead(4), true)).toBe(true);
    expect(await isThere("early")).toBe(false);
  });

  it("have at most nanoseconds", async () => {
    expect(await put("exact", "2026-01-01T00:00:00.1234567891Z")).toBe("422 invalid_request");
    expect(await put("exact", "2026-01-01T00:00:00.123456789Z")).toBe(true);
  });
});

describe("updates of locations", () => {
  const put = async (updatedAt: string) => {
    const body = { companyId: "acme", name: "North", updatedAt };
    const answer = await platform.put("/directory/locations/north", body);
    return answer.status === 200 ? Object(answer.body).applied : codeOf(answer);
  };

  it("count in the order of their times, and not from the future", async () => {
    expect(await put("2026-01-01T00:00:00.123100Z")).toBe(true);
    expect(await put("2026-01-01T00:00:00.1231Z")).toBe(false);
    expect(await put("2026-01-01T00:00:00.123Z")).toBe(false);
    expect(await put("2026-01-01T00:00:00.1239Z")).toBe(true);
    expect(await put("9999-01-01T00:00:00Z")).toBe("422 invalid_request");
    expect(await put(minutesAhead(0))).toBe(true);
  });
});

it("a conversation's dates have milliseconds, whatever the platform sends", async () => {
  const times = { updatedAt: "2026-01-01T00:00:00.123456789Z", lastMessageDate: "2026-01-01T00:00:00.5Z" };
  await platform.put("/directory/conversations/dated", { ...conversation, ...times });
  const page = await (await apiAs(cloud, "ana")).get("/locations/loc-main/conversations?limit=100");
  const found = Array.from<{ id: string }>(Object(page.body).conversations).find(({ id }) => id === "dated");
  expect(found).toMatchObject({
    dateAdded: "2026-01-01T00:00:00.123Z",
    dateUpdated: "2026-01-01T00:00:00.123Z",
    lastMessageDate: "2026-01-01T00:00:00.500Z",
  });
});
