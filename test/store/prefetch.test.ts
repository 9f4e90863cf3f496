import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { contextOf } from "../../functions/middleware/session-context.ts";
import { openRateLimiter } from "../../functions/runtime/rate-limiter.ts";
import { Database } from "../../functions/store/database.ts";
import { DynamodbPrefetch } from "../../functions/store/dynamodb-prefetch.ts";
import { websocketHandler } from "../../functions/websocket/websocket-handler.ts";
import { here } from "../support/profiles.ts";
import { portsOn, seedUsers } from "../support/send-ports.ts";
import { startTestTable, storesOn, type TestTable } from "../support/test-table.ts";

let table: TestTable;
let chatId: string;
const calls: string[] = [];
let failing: Error | undefined;
let database: Database;

beforeAll(async () => {
  table = await startTestTable();
  await seedUsers(table, 3);
  const request = { participantIds: ["u1"] };
  const { chat } = await createChat(portsOn(table), { location: here, creatorId: "u0", request });
  chatId = chat.id;
  const client = table.connect({ maxAttempts: 1 });
  client.middlewareStack.add(
    (next, context) => (args) => {
      calls.push(String(context.commandName).replace("Command", ""));
      if (failing !== undefined) throw failing;
      return next(args);
    },
    { step: "initialize", name: "calls" },
  );
  database = new Database(client, table.tableName);
});

afterAll(() => table.stop());

async function callsOf(work: () => Promise<unknown>): Promise<string[]> {
  calls.length = 0;
  await work();
  return [...calls];
}

describe("a frame on the real engine", () => {
  const session = { kind: "user", userId: "u0", actorId: null, expiresAt: Date.now() / 1000 + 600 } as const;
  const frame = (body: object) => ({
    requestContext: {
      connectionId: "c1",
      eventType: "MESSAGE",
      connectedAt: Date.now(),
      requestId: "r1",
      authorizer: { ...contextOf(session), locationId: "loc" },
    },
    body: JSON.stringify(body),
  });
  const handle = (body: object, setting: "on" | "off") => {
    const stores = storesOn(database);
    const ports = { ...portsOn(stores), prefetch: new DynamodbPrefetch(database) };
    const verifier = { verify: async () => undefined };
    const feature = { isOn: async () => true };
    const limiter = openRateLimiter(setting, { ...ports, database });
    return websocketHandler({ ...ports, verifier, feature, limiter })(frame(body));
  };

  it.each(["on", "off"] as const)(
    "that sends a message reads all its items in one call (limits: %s)",
    async (setting) => {
      const send = {
        action: "send",
        requestId: "q",
        chatId,
        clientMessageId: `m ${setting}`,
        body: "Hi",
      };
      const made = await callsOf(async () => {
        const answer = await handle(send, setting);
        expect(JSON.parse(answer.body)).toMatchObject({ type: "ack", entry: { body: "Hi" } });
      });
      expect(made.slice(0, 2)).toEqual(["BatchGetItem", "TransactWriteItems"]);
      // Then, concurrently, the sender's read pointer and the participants' connections.
      expect(made.slice(2).sort()).toEqual(["BatchGetItem", "UpdateItem"]);
    },
  );

  it("is answered with unavailable when the table is, and the next frame as usual", async () => {
    failing = Object.assign(new Error("slow down"), { name: "ThrottlingException" });
    const ping = { action: "ping", requestId: "p" };
    const refused = await handle(ping, "off");
    failing = undefined;
    expect(JSON.parse(refused.body)).toMatchObject({ type: "error", statusCode: 503, code: "unavailable" });
    const answer = await handle(ping, "off");
    expect(JSON.parse(answer.body)).toEqual({ type: "ack", requestId: "p" });
  });
});

describe("a prefetched item", () => {
  const request = () => ({
    userId: "u0",
    actorId: null,
    locationId: "loc",
    chatId,
    chatItems: ["head", "membership"] as const,
  });

  it("answers one read: a second one sees later writes", async () => {
    const { directory } = storesOn(database);
    new DynamodbPrefetch(database).begin(request());
    const first = await directory.profile("u0");
    const name = `${first?.name} the second`;
    if (first) await table.directory.putProfile({ ...first, name, updatedAt: new Date().toISOString() });
    expect(await directory.profile("u0")).toMatchObject({ name });
  });

  it("answers no read of the next request", async () => {
    const { directory } = storesOn(database);
    const prefetch = new DynamodbPrefetch(database);
    prefetch.begin(request());
    const before = await table.directory.profile("u0");
    const name = "Renamed";
    if (before) {
      const updatedAt = new Date(Date.now() + 1000).toISOString();
      await table.directory.putProfile({ ...before, name, updatedAt });
    }
    prefetch.begin({ userId: "u1", actorId: null, chatItems: [] });
    expect(await directory.profile("u0")).toMatchObject({ name });
  });

  it("may be missing, and is not read with an invalid id", async () => {
    const { directory, chats } = storesOn(database);
    const prefetch = new DynamodbPrefetch(database);
    prefetch.begin({ ...request(), userId: "nobody", locationId: "nowhere", chatId: "none" });
    expect(await directory.profile("nobody")).toBeUndefined();
    expect(await chats.head({ locationId: "nowhere", chatId: "none" }, "u0")).toBeUndefined();
    expect(await callsOf(async () => prefetch.begin({ ...request(), userId: "no#id" }))).toEqual([]);
  });
});
