import { TransactionCanceledException, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyUpdate, type ConversationUpdate } from "../../functions/domain/inbox/conversation.ts";
import { entriesOf } from "../../functions/domain/inbox/conversation-lists.ts";
import { putConversation } from "../../functions/domain/inbox/put-conversation.ts";
import { Database } from "../../functions/store/database.ts";
import { DynamodbConversationStore } from "../../functions/store/dynamodb-conversation-store.ts";
import { conversationUpdate, day } from "../support/conversations.ts";
import { portsOn } from "../support/send-ports.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});

afterAll(() => table.stop());

let locations = 0;
const newLocation = () => {
  locations += 1;
  return `loc${locations}`;
};

const put = (update: ConversationUpdate) => putConversation(portsOn(table), update);

/** Every list that the updates may have touched holds exactly the stored conversations. */
async function expectExactLists(updates: readonly ConversationUpdate[]) {
  const ids = [...new Set(updates.map(({ id }) => id))];
  const stored = await Promise.all(ids.map((id) => table.conversations.find(id)));
  const expected = stored.flatMap((it) => entriesOf(it?.conversation));
  const touched = updates.flatMap((it) => entriesOf(applyUpdate(it, undefined)?.after.conversation));
  for (const list of new Map(touched.map((it) => [JSON.stringify(it.list), it.list])).values()) {
    const positions = await table.conversations.positions(list, { after: undefined, limit: 1000 });
    const wanted = expected.filter((it) => JSON.stringify(it.list) === JSON.stringify(list));
    expect(positions.map(({ id }) => id).sort(), JSON.stringify(list)).toEqual(
      wanted.map(({ position }) => position.id).sort(),
    );
    expect(await table.conversations.count(list, 1000)).toBe(wanted.length);
  }
}

describe("conversations", () => {
  it("are read whole, by id and by location", async () => {
    const locationId = newLocation();
    const update = conversationUpdate("whole", {
      locationId,
      assignedTo: "ana",
      followers: ["ben"],
      lastMessageBody: null,
      lastMessageType: null,
      lastMessageDate: null,
      unreadCount: 3,
    });
    expect(await put(update)).toBe(true);
    const { updatedAt: _updatedAt, ...fields } = update;
    const conversation = { ...fields, dateAdded: day(1), dateUpdated: day(1) };
    expect(await table.conversations.many(locationId, ["whole", "nothing"])).toEqual([conversation]);
    expect((await table.conversations.find("whole"))?.conversation).toEqual(conversation);
    expect(await table.conversations.find("nothing")).toBeUndefined();
  });

  it("move to another location, and leave nothing in the former", async () => {
    const [from, to] = [newLocation(), newLocation()];
    const there = conversationUpdate("mover", { locationId: from, assignedTo: "ana", unreadCount: 1 });
    const here = { ...there, locationId: to, updatedAt: day(2) };
    await put(there);
    await put(here);
    expect(await table.conversations.many(from, ["mover"])).toEqual([]);
    expect(await table.conversations.many(to, ["mover"])).toHaveLength(1);
    expect(await put({ ...there, updatedAt: day(1) })).toBe(false);
    await expectExactLists([there, here]);
  });

  it("are in no list and not readable while they are deleted, and can return", async () => {
    const locationId = newLocation();
    const update = conversationUpdate("returning", { locationId, assignedTo: "ana", followers: ["ben"] });
    const gone = { ...update, deleted: true, updatedAt: day(2) };
    await put(update);
    expect(await put(gone)).toBe(true);
    expect(await table.conversations.many(locationId, ["returning"])).toEqual([]);
    await expectExactLists([update, gone]);
    expect(await put({ ...update, updatedAt: day(1) })).toBe(false);
    expect(await put({ ...update, updatedAt: day(3) })).toBe(true);
    await expectExactLists([update, gone]);
  });

  it("change all list entries in one transaction, with 20 followers replaced by 20 others", async () => {
    const [from, to] = [newLocation(), newLocation()];
    const people = (name: string) => Array.from({ length: 20 }, (_, index) => `${name}${index}`);
    const before = { locationId: from, assignedTo: "ana", followers: people("a"), unreadCount: 1 };
    const after = { locationId: to, assignedTo: "ben", followers: people("b"), unreadCount: 1 };
    const updates = [
      conversationUpdate("crowd", before),
      conversationUpdate("crowd", { ...after, updatedAt: day(2) }),
    ];
    const writes: number[] = [];
    for (const update of updates) {
      writes.push((await table.units.of(async () => expect(await put(update)).toBe(true))).writes);
    }
    expect(writes).toEqual([92, 182]);
    await expectExactLists(updates);
  });
});

describe("concurrent updates", () => {
  it("leave the newest conversation and exact lists, in any order", async () => {
    let run = 0;
    const people = fc.constantFrom("ana", "ben", "cara");
    const changes = fc.record({
      locationId: fc.constantFrom("here", "there"),
      assignedTo: fc.option(people, { nil: null }),
      followers: fc.uniqueArray(people, { maxLength: 3 }),
      lastMessageDate: fc.option(fc.integer({ min: 1, max: 3 }).map(day), { nil: null }),
      unreadCount: fc.integer({ min: 0, max: 1 }),
      deleted: fc.boolean(),
    });
    const all = fc.array(changes, { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(all, async (several) => {
        run += 1;
        const updates = several.map((it, index) =>
          conversationUpdate(`race${run}`, {
            ...it,
            locationId: `${it.locationId}${run}`,
            updatedAt: day(index + 1),
          }),
        );
        const applied = await Promise.all(updates.map(put));
        expect(applied.at(-1)).toBe(true);
        const stored = await table.conversations.find(`race${run}`);
        expect(stored?.version.dateUpdated).toContain(day(several.length));
        expect(stored?.conversation === undefined).toBe(several.at(-1)?.deleted);
        await expectExactLists(updates);
      }),
      { numRuns: 25 },
    );
  });

  it("of the same time are applied once", async () => {
    const updates = ["ana", "ben", "cara", "dan"].map((assignedTo) =>
      conversationUpdate("twins", { locationId: newLocation(), assignedTo }),
    );
    const applied = await Promise.all(updates.map(put));
    expect(applied.filter(Boolean)).toHaveLength(1);
    await expectExactLists(updates);
  });

  it("with the same time end deleted if one of them deletes, and in no list", async () => {
    for (let run = 0; run < 20; run += 1) {
      const locationId = newLocation();
      const twin = conversationUpdate(`pair${run}`, { locationId, assignedTo: "ana", unreadCount: 1 });
      const gone = { ...twin, deleted: true };
      const [, deleted] = await Promise.all([put(twin), put(gone), put(twin)]);
      expect(deleted).toBe(true);
      expect(await table.conversations.many(locationId, [twin.id])).toEqual([]);
      await expectExactLists([twin, gone]);
      const later = { ...twin, updatedAt: "2026-01-01T00:00:00.000Z1" };
      expect(await put(twin)).toBe(false);
      expect(await put(later)).toBe(true);
      await expectExactLists([later]);
      expect((await table.conversations.find(twin.id))?.conversation).toMatchObject({
        dateAdded: day(1),
        dateUpdated: day(1),
      });
    }
  });

  it.each<[string, Error, string]>([
    ["a conflict", cancelled("TransactionConflict"), "false"],
    ["throttling", cancelled("ThrottlingError"), "false"],
    ["a wrong item", cancelled("ValidationError"), "TransactionCanceledException"],
    ["a timeout", Object.assign(new Error("late"), { name: "TimeoutError" }), "unavailable"],
  ])("that DynamoDB refuses for %s: %s", async (_what, error, expected) => {
    const client = table.connect();
    mockClient(client).on(TransactWriteItemsCommand).rejects(error);
    const store = new DynamodbConversationStore(new Database(client, table.tableName));
    const change = applyUpdate(conversationUpdate("x"), undefined);
    if (change === undefined) throw new Error("not newer");
    const outcome = await store.replace(change).then(String, (it) => it.code ?? it.name);
    expect(outcome).toBe(expected);
  });
});

function cancelled(code: string): TransactionCanceledException {
  const CancellationReasons = [{ Code: "None" }, { Code: code }];
  return new TransactionCanceledException({ message: code, $metadata: {}, CancellationReasons });
}
