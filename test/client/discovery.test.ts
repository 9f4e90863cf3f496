import { expect, it } from "vitest";
import { chat } from "../../apidocs/examples.ts";
import { ChatLogs } from "../../client/chat-logs.ts";
import { Discovery } from "../../client/discovery.ts";
import { Emitter } from "../../client/emitter.ts";

const NOON = Date.parse("2026-03-02T12:00:00.000Z");
const chatAt = (id: string, ms: number) => ({ ...chat, id, dateUpdated: new Date(NOON + ms).toISOString() });

it("a later listing stops at chats seen before, with 10 minutes of tolerance for clock skew", async () => {
  const pages = [[chatAt("newest", 0)], [chatAt("late", -9 * 60_000)], [chatAt("old", -11 * 60_000)], []];
  const requested: string[] = [];
  const logs = new ChatLogs(new Emitter());
  const discovery = new Discovery({
    logs,
    chats: {
      list: async ({ cursor = "0" } = {}) => {
        requested.push(cursor);
        return { chats: pages[Number(cursor)] ?? [], nextCursor: String(Number(cursor) + 1) };
      },
    },
  });
  await discovery.run();
  expect(requested.splice(0)).toEqual(["0", "1", "2", "3"]);
  await discovery.run();
  expect(requested).toEqual(["0", "1", "2"]);
  expect(logs.ids).toEqual(["newest", "late", "old"]);
});
