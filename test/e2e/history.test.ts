import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, apiAs, apiWith, chats, codeOf, readLog, startChat } from "../support/api-client.ts";
import { eventually } from "../support/eventually.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs } from "../support/socket-client.ts";
import { userRecord } from "../support/user-record.ts";

let cloud: TestCloud;
let ana: Api;

beforeAll(async () => {
  cloud = await startTestCloud();
  ana = await apiAs(cloud, "ana");
});

afterAll(async () => {
  await cloud.stop();
  expect(cloud.complaints).toEqual([]);
});

const add = (api: Api, chatId: string, userIds: string[], historyAccess: "full" | "none") =>
  api.post(`${chats}/${chatId}/participants`, { userIds, historyAccess });

describe("a participant added without history", () => {
  it("sees nothing from before the cutoff by any endpoint, nor does a user whom they add", async () => {
    const secret = "zebra";
    const { id } = await startChat(ana, ["ben"], {
      message: { body: `The ${secret} file`, clientMessageId: "m1" },
    });
    const dan = await apiAs(cloud, "dan");
    const danSocket = await connectAs(cloud, "dan");
    expect((await add(ana, id, ["dan"], "none")).status).toBe(200);
    await danSocket.next(({ type }) => type === "entry");
    expect((await add(dan, id, ["cara"], "full")).status).toBe(200);
    const cara = await apiAs(cloud, "cara");

    for (const api of [dan, cara]) {
      const answers = await Promise.all([
        api.get(`${chats}/${id}`),
        api.get(chats),
        api.get(`${chats}/${id}/messages?limit=100`),
        api.get(`${chats}/${id}/messages?beforeSeq=3`),
        api.get(`${chats}/${id}/messages?afterSeq=0`),
        api.get(`${chats}/${id}/participants`),
        api.get("/locations/loc-main/inbox"),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(JSON.stringify(answers.map(({ body }) => body))).not.toContain(secret);
      expect((await api.get(`${chats}?query=${secret}`)).body).toEqual({ chats: [] });
      expect((await readLog(api, id))[0]?.seq).toBe(3);
      expect((await api.get(`${chats}/${id}`)).body).toMatchObject({
        firstVisibleSeq: 3,
        unreadCount: 0,
        lastMessageBody: null,
      });
      const reply = { clientMessageId: "r", body: "What was that?", replyToSeq: 2 };
      expect(codeOf(await api.post(`${chats}/${id}/messages`, reply))).toBe("422 invalid_request");
    }
    expect(JSON.stringify(danSocket.frames)).not.toContain(secret);
    const notified = await eventually(() => {
      const theirs = cloud
        .notifications()
        .filter(({ attributes }) => ["dan", "cara"].includes(attributes.userId ?? ""));
      return theirs.length >= 2 ? theirs : undefined;
    });
    expect(JSON.stringify(notified)).not.toContain(secret);
    expect((await ana.get(`${chats}?query=${secret}`)).body).toMatchObject({ chats: [{ id }] });
    await danSocket.close();
  });

  it("gets a chat event, then the entry that added them", async () => {
    const { id } = await startChat(ana, ["ben"], { subject: "Live" });
    const dan = await connectAs(cloud, "dan");
    await add(ana, id, ["dan"], "none");
    const entry = await dan.next(({ type }) => type === "entry");
    expect(dan.frames.map(({ type }) => type)).toEqual(["chat", "entry"]);
    expect(dan.frames[0]?.chat).toMatchObject({ id, subject: "Live", firstVisibleSeq: 2, unreadCount: 0 });
    expect(entry.entry).toMatchObject({
      kind: "participants_added",
      seq: 2,
      userIds: ["dan"],
      historyAccess: "none",
    });
    await dan.close();
  });
});

describe("losing access", () => {
  const service = async () => apiWith(cloud, await cloud.issuer.issue({ scope: "directory.write" }));
  const later = (day: number) => `2026-02-0${day}T00:00:00.000Z`;

  it.each([
    ["deleted", { deleted: true }, "401 unauthenticated"],
    [
      "moved out",
      { roles: { type: "account", role: "user", locationIds: ["loc-other"] } },
      "403 not_in_location",
    ],
    [
      "without conversations",
      { permissions: { conversationsEnabled: false, assignedDataOnly: false } },
      "403 conversations_disabled",
    ],
  ])(
    "(%s) closes the socket after a bye, refuses the next request, and keeps messages and name",
    async (how, loss, code) => {
      const userId = `leaver-${how.replace(" ", "-")}`;
      const directory = await service();
      await directory.put(`/directory/users/${userId}`, userRecord("Lea Ver"));
      const { id } = await startChat(ana, [userId]);
      const leaver = await apiAs(cloud, userId);
      await leaver.post(`${chats}/${id}/messages`, { clientMessageId: "m1", body: "I was here" });
      const socket = await connectAs(cloud, userId);
      const closed = socket.closeCode();

      await directory.put(`/directory/users/${userId}`, {
        ...userRecord("Lea Ver"),
        ...loss,
        updatedAt: later(2),
      });
      await closed;
      expect(socket.frames.at(-1)).toMatchObject({ type: "bye", code: "access_lost" });
      expect(codeOf(await leaver.get(`${chats}/${id}`))).toBe(code);

      await ana.post(`${chats}/${id}/messages`, { clientMessageId: "m2", body: "Not for you" });
      expect(JSON.stringify(socket.frames)).not.toContain("Not for you");
      expect((await readLog(ana, id)).map(({ body }) => body)).toContain("I was here");
      const { body } = await ana.get(`${chats}/${id}/participants`);
      expect(body).toMatchObject({
        participants: [{ userId: "ana" }, { userId, name: "Lea Ver", deleted: how === "deleted" }],
      });

      await directory.put(`/directory/users/${userId}`, { ...userRecord("Lea Ver"), updatedAt: later(3) });
      expect(codeOf(await leaver.get(`${chats}/${id}`))).toBe("200");
    },
  );
});

describe("a participant's state", () => {
  it("shows the read pointer to the others, but neither star nor mute", async () => {
    const ben = await apiAs(cloud, "ben");
    const { id } = await startChat(ana, ["ben"], { message: { body: "Read me", clientMessageId: "m1" } });
    const socket = await connectAs(cloud, "ana");
    expect((await ben.put(`${chats}/${id}/read`, { seq: 2 })).body).toEqual({ readSeq: 2, unreadCount: 0 });
    expect(await socket.next(({ type }) => type === "read")).toMatchObject({
      chatId: id,
      userId: "ben",
      seq: 2,
    });
    expect((await ben.put(`${chats}/${id}/settings`, { starred: true })).body).toEqual({
      starred: true,
      muted: false,
    });
    expect((await ben.get(`${chats}?status=starred`)).body).toMatchObject({ chats: [{ id }] });
    expect((await ana.get(`${chats}?status=starred`)).body).toEqual({ chats: [] });
    await socket.close();
  });

  it("prevents notifications of a muted chat", async () => {
    const ben = await apiAs(cloud, "ben");
    const { id } = await startChat(ana, ["ben", "cara"]);
    await ben.put(`${chats}/${id}/settings`, { muted: true });
    await ana.post(`${chats}/${id}/messages`, { clientMessageId: "m1", body: "Quiet" });
    const of = (userId: string) =>
      cloud
        .notifications()
        .filter(
          ({ attributes }) =>
            attributes.chatId === id && attributes.userId === userId && attributes.event === "message",
        );
    await eventually(() => (of("cara").length === 1 ? true : undefined));
    expect(of("ben")).toEqual([]);
  });
});

describe("a new chat", () => {
  it("is created once per Idempotency-Key", async () => {
    const create = (key: string, subject: string) =>
      ana.request("POST", chats, {
        body: { participantIds: ["ben"], subject },
        headers: { "idempotency-key": key },
      });
    const first = await create("key 1", "Once");
    const again = await create("key 1", "Once");
    expect([first.status, again.status, again.headers.get("idempotent-replayed")]).toEqual([
      201,
      200,
      "true",
    ]);
    expect(Object(again.body).id).toBe(Object(first.body).id);
    expect(codeOf(await create("key 1", "Twice"))).toBe("409 conflict");
    expect(codeOf(await create("k".repeat(65), "Once"))).toBe("422 invalid_request");
  });
});
