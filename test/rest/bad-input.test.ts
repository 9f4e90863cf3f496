import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { chatsApiPorts } from "../support/api-ports.ts";
import { type ChatsApi, chatsApi, chatsPath } from "../support/chats-api.ts";
import { Failure, failureOf } from "../support/rest-call.ts";

let ports: ReturnType<typeof chatsApiPorts>;
let api: ChatsApi;

beforeEach(() => {
  ports = chatsApiPorts();
  api = chatsApi(ports);
});

describe("bad input", () => {
  it.each([
    ["a wrong type", { participantIds: "ben" }, "participantIds: "],
    ["an unknown field", { participantIds: ["ben"], colour: "red" }, "colour: is not a known field"],
    ["__proto__", '{"participantIds":["ben"],"__proto__":{"admin":true}}', "__proto__: "],
    [
      "a nested __proto__",
      '{"participantIds":["ben"],"message":{"body":"a","clientMessageId":"b","__proto__":{}}}',
      "message.__proto__: ",
    ],
    ["an id with a hash", { participantIds: ["b#en"] }, "participantIds.0: "],
    ["100 equal ids", { participantIds: Array.from({ length: 100 }, () => "ben") }, "participantIds: "],
    ["no participants", { participantIds: [] }, "participantIds: "],
    ["only oneself", { participantIds: ["ana"] }, "participantIds: "],
    [
      "a subject of 121 characters",
      { participantIds: ["ben"], subject: "s".repeat(121) },
      "subject: must have at most 120 characters",
    ],
    [
      "a message of 5,001 characters",
      { participantIds: ["ben"], message: { body: "😀".repeat(5001), clientMessageId: "m" } },
      "message.body: must have at most 5000 characters",
    ],
    [
      "a lone surrogate",
      '{"participantIds":["ben"],"message":{"body":"a\\ud800","clientMessageId":"m"}}',
      "message.body: ",
    ],
    [
      "a record of an unknown type",
      { participantIds: ["ben"], records: [{ type: "planet", id: "x" }] },
      "records.0.type: ",
    ],
    ["null", "null", "body: "],
  ])("%s is 422 with the field's path first, and stores nothing", async (_what, body, problem) => {
    const { status, body: answer } = await api.create({ body });
    const { message, code } = Failure.parse(answer);
    expect([status, code]).toEqual([422, "invalid_request"]);
    const lines = z.array(z.string()).parse(message);
    expect(lines.some((line) => line.startsWith(problem))).toBe(true);
    expect(ports.chats.stored.size).toBe(0);
  });

  it.each<Record<string, string>>([
    { limit: "0" },
    { limit: "101" },
    { limit: "ten" },
    { limit: "1.5" },
    { status: "new" },
  ])("the query %j of a list is 422", async (query) => {
    expect(await failureOf(api.call({ resource: chatsPath, query }))).toBe("422 invalid_request");
  });

  it("an altered cursor is 400", async () => {
    const query = { cursor: "[1,2]" };
    expect(await failureOf(api.call({ resource: chatsPath, query }))).toBe("400 invalid_cursor");
  });

  it("an unknown query parameter is ignored", async () => {
    expect((await api.call({ resource: chatsPath, query: { colour: "red" } })).status).toBe(200);
  });

  it.each(["a#b", "a/b", "", "x".repeat(65), "01UNKNOWN"])("a chat id %j is 404", async (chatId) => {
    const params = { locationId: "loc", chatId };
    expect(await failureOf(api.call({ resource: `${chatsPath}/{chatId}`, params }))).toBe("404 not_found");
  });
});
