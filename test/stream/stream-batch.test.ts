import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notifyPorts } from "../support/notification-ports.ts";
import { location, profile } from "../support/profiles.ts";
import { ReadKeys } from "../support/read-keys.ts";
import { storeChat, storeMessage } from "../support/stored-chat.ts";
import { consume, imageOf } from "../support/stream-call.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

const PEOPLE = ["ana", "ben", "cara", "dan", "eve"];
const CHATS = 4;

let table: TestTable;
let readKeys: ReadKeys;

beforeAll(async () => {
  table = await startTestTable();
  readKeys = new ReadKeys(table.client);
  await table.directory.putLocation(location("loc"));
  for (const userId of PEOPLE) await table.directory.putProfile(profile(userId));
});

afterAll(() => table.stop());

/** 100 messages of all users in turn, over four chats of all users: a full batch of the stream. */
async function fullBatch() {
  const chats = [];
  for (let index = 0; index < CHATS; index += 1) chats.push(await storeChat(table, { userIds: PEOPLE }));
  const images = [];
  for (let index = 0; index < 100; index += 1) {
    const chat = chats[index % CHATS];
    if (chat === undefined) throw new Error("no chat");
    const userId = PEOPLE[index % PEOPLE.length];
    const entry = await storeMessage(table, chat, {
      clientMessageId: `m${index}`,
      ...(userId && { userId }),
    });
    images.push(imageOf({ entry, messageCount: Math.floor(index / CHATS) + 1 }));
  }
  return images;
}

describe("a batch of 100 records of four chats", () => {
  it("reads each item once, and writes nothing where nothing is missing", async () => {
    const images = await fullBatch();
    const { topic, endpoints, feature, clock, log, metrics } = notifyPorts();
    const ports = { ...table, topic, endpoints, feature, clock, log, metrics };
    readKeys.clear();
    const units = await table.units.of(() => consume(ports, images));
    expect([...readKeys.counts.values()].filter((count) => count > 1)).toEqual([]);
    // Headers and rosters; memberships; profiles and preferences; the location.
    expect(readKeys.counts.size).toBe(2 * CHATS + CHATS * PEOPLE.length + 2 * PEOPLE.length + 1);
    expect(units).toEqual({
      reads: 2 * CHATS + (CHATS * PEOPLE.length) / 2 + 2 * PEOPLE.length + 1,
      writes: 0,
    });
    expect(topic.published.length).toBeGreaterThan(0);
  });
});
