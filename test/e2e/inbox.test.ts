import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { type Answer, type Api, apiAs, apiWith, chats, codeOf, startChat } from "../support/api-client.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs, connectWith, type SocketClient } from "../support/socket-client.ts";

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

const base = "/locations/loc-main";

const idsOf = ({ status, body }: Answer) => {
  expect(status).toBe(200);
  const Page = z.object({ conversations: z.array(z.looseObject({ id: z.string() })) });
  return Page.parse(body).conversations.map(({ id }) => id);
};

async function folderOf(userId: string, query: string) {
  return idsOf(await (await apiAs(cloud, userId)).get(`${base}/conversations?${query}`)).sort();
}

async function put(id: string, changes: object) {
  const body = {
    locationId: "loc-main",
    contactId: "contact-1",
    contactName: "Nora North",
    assignedTo: null,
    followers: [],
    lastMessageBody: "Hello?",
    lastMessageType: "TYPE_SMS",
    lastMessageDate: new Date().toISOString(),
    unreadCount: 1,
    updatedAt: new Date().toISOString(),
    ...changes,
  };
  return platform.put(`/directory/conversations/${id}`, body);
}

describe("the demo's customer conversations", () => {
  const all = ["conv-followed", "conv-other", "conv-owned"];

  it.each([
    ["ana", "folder=team", all],
    ["ana", "folder=team&status=unread", ["conv-other", "conv-owned"]],
    ["ana", "folder=assigned", []],
    ["cara", "folder=team", ["conv-followed", "conv-owned"]],
    ["cara", "folder=team&status=unread", ["conv-owned"]],
    ["cara", "folder=assigned", ["conv-owned"]],
    ["dan", "folder=assigned&status=unread", ["conv-other"]],
    ["gus", "folder=team", all],
    ["gil", "folder=assigned", []],
  ])("%s sees in %s: %j", async (userId, query, expected) => {
    expect(await folderOf(userId, query)).toEqual(expected);
  });

  it("are counted by folder", async () => {
    const counts = async (userId: string) => (await (await apiAs(cloud, userId)).get(`${base}/inbox`)).body;
    const internalChat = { unread: 0 };
    const team = { unread: 2 };
    expect(await counts("ana")).toEqual({ team, assignedToMe: { unread: 0 }, internalChat });
    expect(await counts("dan")).toEqual({ team, assignedToMe: { unread: 1 }, internalChat });
    const cara = { team: { unread: 1 }, assignedToMe: { unread: 1 }, internalChat };
    expect(await counts("cara")).toEqual(cara);
    const message = { body: "Hi", clientMessageId: "m1" };
    await startChat(await apiAs(cloud, "ben"), ["cara"], { message });
    expect(await counts("cara")).toEqual({ ...cara, internalChat: { unread: 1 } });
  });

  it("are hidden from users of other locations", async () => {
    const eve = await apiAs(cloud, "eve");
    for (const path of ["inbox", "conversations", "users", "labs"]) {
      expect(codeOf(await eve.get(`${base}/${path}`))).toBe("403 not_in_location");
    }
    expect(idsOf(await eve.get("/locations/loc-other/conversations"))).toEqual([]);
  });

  it("are visible in a Login-As session with the rights of its user, without chats", async () => {
    const api = apiWith(cloud, await cloud.issuer.issue({ userId: "gus", actAs: "cara" }));
    expect(idsOf(await api.get(`${base}/conversations`)).sort()).toEqual(["conv-followed", "conv-owned"]);
    expect((await api.get(`${base}/inbox`)).body).toMatchObject({ team: { unread: 1 }, internalChat: null });
    expect((await api.get(`${base}/users`)).status).toBe(200);
    expect((await api.get(`${base}/labs`)).body).toEqual({ internalChat: true });
    const forbidden = "403 impersonation_forbidden";
    expect(codeOf(await api.put(`${base}/labs`, { internalChat: false }))).toBe(forbidden);
  });
});

describe("updates from the CRM platform", () => {
  it("apply once, the newest wins, and the answer says whether it was applied", async () => {
    const at = (hour: number) => ({ updatedAt: `2026-05-01T0${hour}:00:00Z` });
    const applied = async (changes: object) => (await put("conv-order", changes)).body;
    expect(await applied({ ...at(2), assignedTo: "gil" })).toEqual({ applied: true });
    expect(await applied({ ...at(2), assignedTo: "gus" })).toEqual({ applied: false });
    expect(await applied({ ...at(1), assignedTo: "gus" })).toEqual({ applied: false });
    expect(await folderOf("gil", "folder=assigned")).toEqual(["conv-order"]);
    expect(await applied({ ...at(3), locationId: "loc-other" })).toEqual({ applied: true });
    expect(await folderOf("ana", "folder=team")).not.toContain("conv-order");
    expect(await applied({ ...at(4), deleted: true })).toEqual({ applied: true });
    expect(await applied({ ...at(3) })).toEqual({ applied: false });
    const eve = await apiAs(cloud, "eve");
    expect(idsOf(await eve.get("/locations/loc-other/conversations"))).toEqual([]);
  });

  it("are refused in another shape, and from other callers", async () => {
    expect(codeOf(await put("conv-x", { followers: "cara" }))).toBe("422 invalid_request");
    expect(codeOf(await put("a%23b", {}))).toBe("422 invalid_request");
    const ana = await apiAs(cloud, "ana");
    expect(codeOf(await ana.put("/directory/conversations/conv-x", {}))).toBe("403 insufficient_scope");
  });
});

describe("the users of a location", () => {
  const People = z.object({
    users: z.array(z.object({ id: z.string() }).loose()),
    nextCursor: z.string().optional(),
  });

  it("are listed by name, in pages and by search", async () => {
    const ana = await apiAs(cloud, "ana");
    const get = async (query: string) => People.parse((await ana.get(`${base}/users?${query}`)).body);
    const first = await get("limit=3");
    expect(first.users[0]).toEqual({
      id: "ana",
      name: "Ana Alvarez",
      email: "ana@acme.example",
      role: "admin",
    });
    const second = await get(`limit=3&cursor=${first.nextCursor}`);
    expect([...first.users, ...second.users].map(({ id }) => id)).toEqual(["ana", "ben", "cara", "dan"]);
    expect(second.nextCursor).toBeUndefined();
    expect((await get("query=%C3%A1N%20aLV")).users.map(({ id }) => id)).toEqual(["ana"]);
    expect((await get("query=gus")).users).toEqual([]);
    expect(codeOf(await ana.get(`${base}/users?query=b&cursor=${first.nextCursor}`))).toBe(
      "400 invalid_cursor",
    );
  });
});

describe("watching conversations", () => {
  const conversationsOf = (socket: SocketClient) =>
    socket
      .of("conversation")
      .map(({ conversation }) => z.looseObject({ id: z.string() }).parse(conversation));

  it("pushes a change to watchers who may see the conversation before or after it", async () => {
    const token = await cloud.issuer.issue({ userId: "gus", actAs: "ana" });
    const [ana, cara, dan, support] = await Promise.all([
      connectAs(cloud, "ana"),
      connectAs(cloud, "cara"),
      connectAs(cloud, "dan"),
      connectWith(cloud, token),
    ]);
    for (const socket of [ana, cara, support]) {
      expect(await socket.ask("watch", { conversations: true })).toMatchObject({ type: "ack" });
    }
    await put("conv-live", { assignedTo: "cara", lastMessageBody: "One" });
    await put("conv-live", { assignedTo: "dan", lastMessageBody: "Two" });
    await put("conv-live", { assignedTo: "dan", lastMessageBody: "Three" });
    await put("conv-live", { deleted: true });

    const bodies = (socket: SocketClient) =>
      conversationsOf(socket).map(({ lastMessageBody, deleted }) => [lastMessageBody, deleted ?? false]);
    const everything = [
      ["One", false],
      ["Two", false],
      ["Three", false],
      ["Three", true],
    ];
    for (const socket of [ana, support]) {
      await socket.until(() => (bodies(socket).length === 4 ? true : undefined));
      expect(bodies(socket)).toEqual(everything);
    }
    // The answer to a ping comes after earlier pushes.
    await Promise.all([cara, dan].map((socket) => socket.ask("ping")));
    expect(bodies(cara)).toEqual(everything.slice(0, 2));
    expect(bodies(dan)).toEqual([]);

    expect(await ana.ask("watch", { conversations: false })).toMatchObject({ type: "ack" });
    await put("conv-quiet", {});
    await support.next(({ conversation }) => JSON.stringify(conversation)?.includes("conv-quiet") ?? false);
    await ana.ask("ping");
    expect(conversationsOf(ana)).toHaveLength(4);
    await put("conv-quiet", { deleted: true });
    await Promise.all([ana, cara, dan, support].map((socket) => socket.close()));
  });

  it("requires the field conversations", async () => {
    const ana = await connectAs(cloud, "ana");
    expect(await ana.ask("watch")).toMatchObject({ type: "error", code: "invalid_request" });
    await ana.close();
  });
});

describe("before general availability", () => {
  it("Labs enable and disable Internal Chat for a location", async () => {
    const early = await startTestCloud({ generalAvailability: "2099-01-01" });
    try {
      const [ana, ben, gus] = await Promise.all(["ana", "ben", "gus"].map((it) => apiAs(early, it)));
      if (!ana || !ben || !gus) throw new Error("no tokens");
      const labs = `${base}/labs`;
      expect((await ben.get(labs)).body).toEqual({ internalChat: false });
      expect((await ben.get(`${base}/inbox`)).body).toMatchObject({
        team: { unread: 2 },
        internalChat: null,
      });
      expect(codeOf(await ben.put(labs, { internalChat: true }))).toBe("403 admin_required");
      expect((await ana.put(labs, { internalChat: true })).body).toEqual({ internalChat: true });
      await startChat(ana, ["ben"], { message: { body: "Hi", clientMessageId: "m" } });
      expect((await ben.get(`${base}/inbox`)).body).toMatchObject({ internalChat: { unread: 1 } });
      expect((await gus.put(labs, { internalChat: false })).body).toEqual({ internalChat: false });
      expect(codeOf(await ana.get(chats))).toBe("403 feature_not_enabled");
      expect((await (await apiAs(early, "eve")).get("/locations/loc-other/labs")).body).toEqual({
        internalChat: false,
      });
    } finally {
      await early.stop();
    }
  });
});
