import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ChatRef } from "../../functions/domain/log/chat-header.ts";
import { chatOperations } from "../../functions/rest/chats.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { Database } from "../../functions/store/database.ts";
import { DynamodbPrefetch } from "../../functions/store/dynamodb-prefetch.ts";
import { keys } from "../../functions/store/keys.ts";
import { chatsPath } from "../support/chats-api.ts";
import { plainCursors } from "../support/plain-cursors.ts";
import { callRest, failureOf } from "../support/rest-call.ts";
import { userSession } from "../support/rest-event.ts";
import { portsOn, seedUsers } from "../support/send-ports.ts";
import { storeChat } from "../support/stored-chat.ts";
import { startTestTable, storesOn, type TestTable } from "../support/test-table.ts";

/** A chat that a user is not in must look like none, in what is done for the answer, too. */

let table: TestTable;
let chat: ChatRef;
let database: Database;
const calls: string[] = [];

/** A chat of 100, and one whose header and roster cannot be parsed. */
beforeAll(async () => {
  table = await startTestTable();
  const userIds = await seedUsers(table, 101);
  chat = await storeChat(table, { userIds: userIds.slice(0, 100) });
  const client = table.connect();
  client.middlewareStack.add(
    (next, context) => (args) => {
      calls.push(
        JSON.stringify([context.commandName, args.input]).replaceAll(/chat\d+|nowhere\d+/g, "{chat}"),
      );
      return next(args);
    },
    { step: "initialize", name: "calls" },
  );
  database = new Database(client, table.tableName);
});

afterAll(() => table.stop());

beforeEach(() => {
  calls.length = 0;
});

/** Makes header and roster such that parsing either throws. */
async function breakItems(broken: ChatRef): Promise<void> {
  for (const key of [keys.header(broken), keys.roster(broken)]) {
    await table.client.send(
      new UpdateItemCommand({
        TableName: table.tableName,
        Key: marshall(key),
        UpdateExpression: "SET lastSeq = :text, createdBy = :list",
        ExpressionAttributeValues: marshall({ ":text": "seven", ":list": ["u0"] }),
      }),
    );
  }
}

const outsider = "u100";
const routes = [
  ["GET", "", undefined],
  ["PATCH", "", { subject: "x" }],
  ["GET", "/participants", undefined],
  ["POST", "/participants", { userIds: ["u1"], historyAccess: "full" }],
  ["DELETE", "/participants/{userId}", undefined],
  ["PUT", "/read", { seq: 1 }],
  ["PUT", "/settings", { muted: true }],
  ["GET", "/messages", undefined],
  ["POST", "/messages", { clientMessageId: "m", body: "Hi" }],
] as const;

async function refusal(method: string, path: string, body: unknown, chatId: string): Promise<string> {
  const ports = {
    ...portsOn(storesOn(database)),
    prefetch: new DynamodbPrefetch(database),
    cursors: plainCursors,
    feature: { isOn: async () => true },
  };
  const operations = chatOperations({ version: "1" });
  const handle = restHandler({ group: "chats", operations, ports, allowedOrigins: [] });
  const params = { locationId: "loc", chatId, ...(path.includes("userId") && { userId: "u1" }) };
  const resource = `${chatsPath}/{chatId}${path}`;
  const session = userSession(outsider, { expiresAt: Date.now() / 1000 + 600 });
  const call = { method, resource, params, session, body };
  return failureOf(callRest((event, context) => handle(event, context), call));
}

describe("for a chat that the user is not in", () => {
  it.each(routes)("%s {chat}%s makes the calls that it makes for none", async (method, path, body) => {
    expect(await refusal(method, path, body, chat.chatId)).toBe("404 not_found");
    const made = calls.splice(0);
    expect(await refusal(method, path, body, "nowhere000001")).toBe("404 not_found");
    expect(made).toEqual(calls);
    expect(made.length).toBeGreaterThan(0);
  });

  it.each(routes)("%s {chat}%s parses nothing of it", async (method, path, body) => {
    const broken = await storeChat(table, { userIds: ["u0", "u1"] });
    await breakItems(broken);
    await expect(table.chats.head(broken, "u0")).rejects.toThrow();
    expect(await refusal(method, path, body, broken.chatId)).toBe("404 not_found");
  });

  it("sync leaves it out, and parses nothing of it", async () => {
    const broken = await storeChat(table, { userIds: ["u0", "u1"] });
    await breakItems(broken);
    expect(await table.chats.headsOf(outsider, [broken, chat])).toEqual([]);
    expect(await table.chats.headsOf("u99", [broken, chat])).toMatchObject([
      { header: { chatId: chat.chatId } },
    ]);
  });
});
