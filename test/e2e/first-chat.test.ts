import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiAs, apiWith, chats, codeOf, readLog, startChat } from "../support/api-client.ts";
import { eventually } from "../support/eventually.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs } from "../support/socket-client.ts";

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
});

afterAll(async () => {
  await cloud.stop();
  expect(cloud.complaints).toEqual([]);
});

const notificationsOf = (userId: string, chatId: string) =>
  cloud
    .notifications()
    .filter(({ attributes }) => attributes.userId === userId && attributes.chatId === chatId);

describe("the first chat", () => {
  it("goes from one person to another live, and to a third by notification", async () => {
    const ana = await apiAs(cloud, "ana");
    const ben = await connectAs(cloud, "ben");

    const chat = await startChat(ana, ["ben", "cara"], { subject: "Smith deal" });
    const announced = await ben.next(({ type }) => type === "chat");
    expect(announced.chat).toMatchObject({
      id: chat.id,
      subject: "Smith deal",
      participantIds: ["ana", "ben", "cara"],
    });

    const sent = await ana.post(`${chats}/${chat.id}/messages`, {
      clientMessageId: "m1",
      body: "Hello 👩‍💼!",
    });
    expect(sent.status).toBe(201);
    const pushed = await ben.next(({ type, entry }) => type === "entry" && isMessage(entry));
    expect(pushed.entry).toEqual(sent.body);

    const notified = await eventually(() => {
      const found = notificationsOf("cara", chat.id);
      return found.length === 2 ? found : undefined;
    });
    expect(notified.map(({ attributes }) => attributes.event)).toEqual(["added", "message"]);
    expect(notified[1]?.body).toMatchObject({
      version: 1,
      userId: "cara",
      senderId: "ana",
      senderName: "Ana Alvarez",
      subject: "Smith deal",
      preview: "Hello 👩‍💼!",
      seq: 2,
      quiet: false,
    });
    expect(notificationsOf("ana", chat.id)).toEqual([]);

    const log = await readLog(await apiAs(cloud, "cara"), chat.id);
    expect(log.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, "chat_created"],
      [2, "message"],
    ]);
    await ben.close();
  });

  it("answers on the socket it was sent by, and reaches all the others", async () => {
    const chat = await startChat(await apiAs(cloud, "ana"), ["ben"]);
    const [desk, phone, ben, dan] = await Promise.all(
      ["ana", "ana", "ben", "dan"].map((it) => connectAs(cloud, it)),
    );
    if (!desk || !phone || !ben || !dan) throw new Error("no sockets");

    const send = { chatId: chat.id, clientMessageId: "w1", body: "From the desk" };
    const ack = await desk.ask("send", send);
    expect(ack).toMatchObject({ type: "ack", entry: { seq: 2, body: "From the desk", userId: "ana" } });
    const entries = await Promise.all([phone, ben].map((it) => it.next(({ type }) => type === "entry")));
    expect(entries.map(({ entry }) => entry)).toEqual([ack.entry, ack.entry]);

    // A pong comes after whatever was pushed before it: neither the sender nor a stranger got the event.
    for (const other of [desk, dan]) {
      expect(await other.ask("ping")).toMatchObject({ type: "ack" });
      expect(other.of("entry")).toEqual([]);
    }
    await Promise.all([desk, phone, ben, dan].map((it) => it.close()));
  });

  it("shows each one their own list, unread count and read pointer", async () => {
    const [ana, ben] = await Promise.all([apiAs(cloud, "ana"), apiAs(cloud, "ben")]);
    const chat = await startChat(ana, ["ben"], { message: { body: "One", clientMessageId: "m1" } });
    await ana.post(`${chats}/${chat.id}/messages`, { clientMessageId: "m2", body: "Two" });
    expect((await ben.get(`${chats}/${chat.id}`)).body).toMatchObject({
      unreadCount: 2,
      readSeq: 1,
      lastMessageBody: "Two",
    });
    expect((await ana.get(`${chats}/${chat.id}`)).body).toMatchObject({
      unreadCount: 0,
      readSeq: 3,
      lastMessageUserId: "ana",
    });
    expect((await ben.get(`${chats}?limit=1`)).body).toMatchObject({ chats: [{ id: chat.id, type: 6 }] });
  });

  it("notifies by preference", async () => {
    const ana = await apiAs(cloud, "ana");
    const dan = await apiAs(cloud, "dan");
    const preferences = "/me/notification-preferences";
    expect((await dan.get(preferences)).body).toEqual({ internalChat: "every_message", quietHours: null });
    await dan.put(preferences, { internalChat: "added_only", quietHours: null });
    expect((await dan.get(preferences)).body).toEqual({ internalChat: "added_only", quietHours: null });

    const chat = await startChat(ana, ["dan", "cara"], { message: { body: "Hi", clientMessageId: "m1" } });
    await eventually(() => (notificationsOf("cara", chat.id).length === 2 ? true : undefined));
    expect(notificationsOf("dan", chat.id).map(({ attributes }) => attributes.event)).toEqual(["added"]);

    await dan.put(preferences, { internalChat: "none", quietHours: null });
    const silent = await startChat(ana, ["dan", "cara"]);
    await eventually(() => (notificationsOf("cara", silent.id).length === 1 ? true : undefined));
    expect(notificationsOf("dan", silent.id)).toEqual([]);
  });

  it("forgets sockets that vanished, and goes on", async () => {
    const ana = await apiAs(cloud, "ana");
    const chat = await startChat(ana, ["ben"]);
    const ben = await connectAs(cloud, "ben");
    ben.vanish();
    const { status } = await ana.post(`${chats}/${chat.id}/messages`, {
      clientMessageId: "m1",
      body: "Anybody?",
    });
    expect(status).toBe(201);
  });

  it("costs at most 7 write units a message, as the gateway's own usage counts them", async () => {
    const ana = await apiAs(cloud, "ana");
    const chat = await startChat(ana, ["ben"]);
    const writes = () => cloud.usage().operations.TransactWriteItems?.writeUnits ?? 0;
    const before = writes();
    const { status } = await ana.post(`${chats}/${chat.id}/messages`, {
      clientMessageId: "m1",
      body: "Hello",
    });
    expect(status).toBe(201);
    expect(writes() - before).toBe(6);
    const scans = Object.keys(cloud.usage().operations).filter((name) => name.includes("Scan"));
    expect(scans).toEqual([]);
  });

  it("is healthy", async () => {
    expect(codeOf(await apiWith(cloud).get("/health"))).toBe("200");
    expect(codeOf(await (await apiAs(cloud, "ana")).get("/me"))).toBe("200");
  });
});

function isMessage(entry: unknown): boolean {
  return typeof entry === "object" && entry !== null && "kind" in entry && entry.kind === "message";
}
