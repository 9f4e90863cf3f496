import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../../functions/domain/connections/connection.ts";
import { Database } from "../../functions/store/database.ts";
import { DynamodbConnectionStore } from "../../functions/store/dynamodb-connection-store.ts";
import { accessKeyId } from "../../local/access/identities.ts";
import { meter, type OperationUsage } from "../../local/dynamodb/capacity-meter.ts";
import { apiAs, apiWith, chats, codeOf, readLog, startChat } from "../support/api-client.ts";
import { eventually } from "../support/eventually.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs } from "../support/socket-client.ts";

let cloud: TestCloud;
let engine: DynamoDBClient;
let connections: DynamodbConnectionStore;

beforeAll(async () => {
  cloud = await startTestCloud();
  const { endpoint, tableName } = cloud.dynamodb;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  engine = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  connections = new DynamodbConnectionStore(new Database(engine, tableName));
});

afterEach(() => {
  cloud.chaos.stop();
  cloud.interceptors.splice(0);
});

afterAll(async () => {
  engine.destroy();
  await cloud.stop();
  expect(cloud.complaints).toEqual([]);
});

/** A push to a younger connection proves nothing, so its failure does not remove the connection. */
const graceMs = 31_000;

const connectionsOf = (userId: string): Promise<Connection[]> => connections.everywhere(userId);

/** Counts the table calls of the chats function from now on, by operation. */
function meterChatsFunction(): ReadonlyMap<string, OperationUsage> {
  const operations = new Map<string, OperationUsage>();
  const metered = meter(operations);
  const credential = `Credential=${accessKeyId(cloud.functionNamed("Chats").settings.name)}/`;
  cloud.interceptors.push((call, forward) =>
    call.authorization.includes(credential) ? metered(call, forward) : forward(call),
  );
  return operations;
}

const notificationsOf = (userId: string, chatId: string) =>
  cloud
    .notifications()
    .filter(({ attributes }) => attributes.userId === userId && attributes.chatId === chatId);

describe("the first chat", () => {
  it("reaches a connected participant by push and a disconnected one by notification", async () => {
    const ana = await apiAs(cloud, "ana");
    const ben = await connectAs(cloud, "ben");

    const chat = await startChat(ana, ["ben", "cara"], { subject: "Smith deal" });
    const pushedChat = await ben.next(({ type }) => type === "chat");
    expect(pushedChat.chat).toMatchObject({
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

  it("acknowledges a send on its socket and pushes the entry to all other sockets of participants", async () => {
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

    // The answer to a ping comes after earlier pushes: neither the sender nor a non-participant got the event.
    for (const other of [desk, dan]) {
      expect(await other.ask("ping")).toMatchObject({ type: "ack" });
      expect(other.of("entry")).toEqual([]);
    }
    await Promise.all([desk, phone, ben, dan].map((it) => it.close()));
  });

  it("shows each participant their own list, unread count and read pointer", async () => {
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

  it("notifies according to preferences", async () => {
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

  it("forgets the connection of a socket that vanished", async () => {
    const cara = await connectAs(cloud, "cara");
    expect(await connectionsOf("cara")).toHaveLength(1);
    cara.vanish();
    await expect.poll(() => connectionsOf("cara")).toEqual([]);
  });

  it("forgets a dead connection with the next push to it, if its $disconnect was lost", async () => {
    const ana = await apiAs(cloud, "ana");
    const chat = await startChat(ana, ["cara"]);
    cloud.chaos.start({ seed: 1, mix: { "lost-disconnect": 1 } });
    const cara = await connectAs(cloud, "cara");
    cara.vanish();
    await expect.poll(() => cloud.chaos.counts()["lost-disconnect"]).toBe(1);
    const [connection] = await connectionsOf("cara");
    if (connection === undefined) throw new Error("the connection was forgotten without a push");
    await connections.add({ ...connection, connectedAt: connection.connectedAt - graceMs });

    const pushes = () => cloud.usage().pushes;
    const before = pushes();
    const message = { clientMessageId: "m1", body: "Anybody?" };
    expect((await ana.post(`${chats}/${chat.id}/messages`, message)).status).toBe(201);
    await expect.poll(() => connectionsOf("cara")).toEqual([]);
    expect(pushes()).toBe(before);
  });

  it("costs 7 write units a message and no scan", async () => {
    const ana = await apiAs(cloud, "ana");
    const chat = await startChat(ana, ["ben"]);
    const operations = meterChatsFunction();
    const message = { clientMessageId: "m1", body: "Hello" };
    expect((await ana.post(`${chats}/${chat.id}/messages`, message)).status).toBe(201);
    const writes = [...operations].filter(([, { writeUnits }]) => writeUnits > 0);
    expect(writes.map(([name, { writeUnits }]) => [name, writeUnits]).toSorted()).toEqual([
      ["TransactWriteItems", 6],
      ["UpdateItem", 1],
    ]);
    expect([...operations.keys()].filter((name) => name.includes("Scan"))).toEqual([]);
  });

  it("is healthy", async () => {
    expect(codeOf(await apiWith(cloud).get("/health"))).toBe("200");
    expect(codeOf(await (await apiAs(cloud, "ana")).get("/me"))).toBe("200");
  });
});

function isMessage(entry: unknown): boolean {
  return typeof entry === "object" && entry !== null && "kind" in entry && entry.kind === "message";
}
