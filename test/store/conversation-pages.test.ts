import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyUpdate, type Conversation } from "../../functions/domain/inbox/conversation.ts";
import { entriesOf } from "../../functions/domain/inbox/conversation-lists.ts";
import {
  type ListConversationsQuery,
  listConversations,
} from "../../functions/domain/inbox/list-conversations.ts";
import { putConversation } from "../../functions/domain/inbox/put-conversation.ts";
import { readInbox } from "../../functions/domain/inbox/read-inbox.ts";
import { noRateLimits } from "../../functions/domain/rate-limits.ts";
import { conversationItem, listItem } from "../../functions/store/conversation-items.ts";
import { HmacCursors } from "../../functions/store/hmac-cursors.ts";
import type { Item } from "../../functions/store/item.ts";
import { conversationUpdate } from "../support/conversations.ts";
import { profile } from "../support/profiles.ts";
import { portsOn } from "../support/send-ports.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;

/** Location ids of equal length, so that items have equal size. */
const small = "loc-00100";
const large = "loc-10000";

beforeAll(async () => {
  table = await startTestTable();
  await seed(small, 100);
  await seed(large, 10_000);
}, 240_000);

afterAll(() => table.stop());

/** Ana owns every other conversation and follows the rest. All are unread, one minute apart. */
function conversationOf(locationId: string, index: number): Conversation {
  const isOwned = index % 2 === 0;
  const update = conversationUpdate(`c${String(index).padStart(6, "0")}`, {
    locationId,
    assignedTo: isOwned ? "ana" : null,
    followers: isOwned ? [] : ["ana"],
    lastMessageDate: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
    unreadCount: 1,
  });
  const conversation = applyUpdate(update, undefined)?.after.conversation;
  if (conversation === undefined) throw new Error("no conversation");
  return conversation;
}

/** Writes the list entries of as many updates, but only the conversations that the tests read. */
async function seed(locationId: string, count: number) {
  const shown = 100;
  const items = Array.from({ length: count }, (_, index) => {
    const conversation = conversationOf(locationId, index);
    const isShown = index >= count - shown || index < shown;
    return [...(isShown ? [conversationItem(conversation)] : []), ...entriesOf(conversation).map(listItem)];
  }).flat();
  const perBatch = 25;
  for (let start = 0; start < items.length; start += 4 * perBatch) {
    const batches = [0, 1, 2, 3].map((n) => items.slice(start + n * perBatch, start + (n + 1) * perBatch));
    await Promise.all(batches.filter((batch) => batch.length > 0).map(writeBatch));
  }
}

async function writeBatch(items: readonly Item[]) {
  const requests = items.map((item) => ({ PutRequest: { Item: marshall(item) } }));
  await table.client.send(new BatchWriteItemCommand({ RequestItems: { [table.tableName]: requests } }));
}

const cursors = new HmacCursors("k".repeat(32));

function page(locationId: string, query: Partial<ListConversationsQuery>, assignedDataOnly: boolean) {
  const permissions = { conversationsEnabled: true, assignedDataOnly };
  const ports = { conversations: table.conversations, cursors, limiter: noRateLimits };
  const owner = { profile: profile("ana", { permissions }), locationId };
  return listConversations(ports, owner, { folder: "team", status: "all", limit: 20, ...query });
}

const folders: [string, Partial<ListConversationsQuery>, boolean][] = [
  ["the team's conversations", { folder: "team" }, false],
  ["the team's unread conversations", { folder: "team", status: "unread" }, false],
  ["the team's conversations for a user of assigned data only", { folder: "team" }, true],
  ["one's own conversations", { folder: "assigned" }, true],
];

describe("a page of 20", () => {
  it.each(folders)("of %s costs the same among 100 and among 10,000", async (_what, query, only) => {
    const units = async (locationId: string, cursor?: string) => {
      const { reads } = await table.units.of(async () => {
        const { conversations } = await page(locationId, { ...query, cursor }, only);
        expect(conversations).toHaveLength(20);
      });
      return reads;
    };
    const [few, many] = [await units(small), await units(large)];
    const second = await units(large, (await page(large, query, only)).nextCursor);
    expect(Math.abs(many - few)).toBeLessThanOrEqual(few * 0.1);
    expect(Math.abs(second - few)).toBeLessThanOrEqual(few * 0.1);
    expect(many).toBeLessThanOrEqual(22); // 20 conversations, and a part of one or two lists
  });

  it("merges owned and followed conversations in the order of activity", async () => {
    const { conversations, nextCursor } = await page(large, { limit: 3 }, true);
    const next = await page(large, { limit: 3, cursor: nextCursor }, true);
    expect([...conversations, ...next.conversations].map(({ id }) => id)).toEqual(
      [9999, 9998, 9997, 9996, 9995, 9994].map((index) => `c00${index}`),
    );
  });
});

describe("counts", () => {
  const count = async (locationId: string, assignedDataOnly: boolean) => {
    const permissions = { conversationsEnabled: true, assignedDataOnly };
    const ports = { ...portsOn(table), feature: { isOn: async () => true } };
    const location = { locationId, companyId: "acme", name: "", updatedAt: "" };
    const visit = { caller: { actor: null, profile: profile("ana", { permissions }) }, location };
    return readInbox(ports, visit);
  };

  it("are exact up to 1,000, and 1,000 above", async () => {
    const internalChat = { unread: 0 };
    const few = { team: { unread: 100 }, assignedToMe: { unread: 50 }, internalChat };
    expect(await count(small, false)).toEqual(few);
    expect(await count(small, true)).toEqual(few);
    const many = { team: { unread: 1000 }, assignedToMe: { unread: 1000 }, internalChat };
    expect(await count(large, false)).toEqual(many);
    expect(await count(large, true)).toEqual(many);
  });

  it("read at most 1,000 entries of a list", async () => {
    const { reads } = await table.units.of(() => count(large, false));
    expect(reads).toBeLessThanOrEqual(40);
  });
});

describe("an update", () => {
  it("costs its own list entries only, however many conversations there are", async () => {
    const units = async (locationId: string, id = "fresh") => {
      const last = { ...conversationOf(locationId, 7), id, assignedTo: "ana", followers: ["ben"] };
      const { dateAdded: _added, dateUpdated: _updated, ...fields } = last;
      const figures: number[] = [];
      for (const [hour, unreadCount] of [0, 1, 2, 0].entries()) {
        const at = new Date(Date.UTC(2026, 9, 1, hour)).toISOString();
        const update = { ...fields, unreadCount, lastMessageDate: at, updatedAt: at };
        figures.push((await table.units.of(() => putConversation(portsOn(table), update))).writes);
      }
      return figures;
    };
    const few = await units(small);
    const gone = conversationUpdate("fresh", { deleted: true, updatedAt: "2026-10-02T00:00:00.000Z" });
    expect((await table.units.of(() => putConversation(portsOn(table), gone))).writes).toBe(10);
    expect(few).toEqual([10, 22, 28, 22]);
    expect(await units(large, "other")).toEqual(few);
  });
});
