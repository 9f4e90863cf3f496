import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import type { Notification } from "../../functions/domain/notifications/notification.ts";
import { entryItem } from "../../functions/store/chat-items.ts";
import { entryFromStream } from "../../functions/store/stream-record.ts";
import { streamHandler } from "../../functions/stream/stream-handler.ts";
import { FakePhones } from "../support/memory-devices.ts";
import { memoryPorts, profile } from "../support/memory-ports.ts";
import { ReadKeys } from "../support/read-keys.ts";
import { unlimited } from "../support/settings.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

const PEOPLE = ["ana", "ben", "cara", "dan", "eve"];
const CHATS = 4;

let table: TestTable;
let readKeys: ReadKeys;
let published: Notification[];

beforeAll(async () => {
  table = await startTestTable();
  readKeys = new ReadKeys(table.client);
  await table.directory.putLocation({
    locationId: "loc",
    companyId: "acme",
    name: "Main",
    updatedAt: "2025-01-01T00:00:00.000Z",
  });
  for (const userId of PEOPLE) await table.directory.putProfile(profile(userId));
});

beforeEach(() => {
  published = [];
});

afterAll(() => table.stop());

function portsOf(batch: TestTable) {
  const topic = {
    publish: async (groups: readonly (readonly Notification[])[]) => {
      published.push(...groups.flat());
      return groups.length;
    },
  };
  return { ...memoryPorts(), ...batch, topic, endpoints: new FakePhones() };
}

/** Messages of all in turns, over a few chats of everybody: a full batch of the stream. */
async function fullBatch() {
  const ports = portsOf(table);
  const images = [];
  const logs = [];
  for (let index = 0; index < CHATS; index += 1) {
    const request = { participantIds: PEOPLE };
    const { chat } = await createChat(ports, { locationId: "loc", creatorId: "ana", request });
    logs.push({ locationId: "loc", chatId: chat.id });
  }
  for (let count = 0; count < 100; count += 1) {
    const chat = logs[count % CHATS];
    const userId = PEOPLE[count % PEOPLE.length];
    if (chat === undefined || userId === undefined) throw new Error("nobody");
    const { entry } = await sendMessage(ports, unlimited, {
      chat,
      userId,
      request: { clientMessageId: `m${count}`, body: "Hello" },
    });
    const messageCount = Math.floor(count / CHATS) + 1;
    images.push(marshall(entryItem({ entry, messageCount }), { removeUndefinedValues: true }));
  }
  return images.map((NewImage, index) => ({ dynamodb: { SequenceNumber: String(index + 1), NewImage } }));
}

describe("a batch of 100 records of four chats", () => {
  it("reads no item twice, and writes nothing where nothing is missing", async () => {
    const Records = await fullBatch();
    const handler = streamHandler({ ...portsOf(table), entryOf: entryFromStream });
    readKeys.clear();
    const units = await table.units.of(() => handler(JSON.parse(JSON.stringify({ Records }))));
    expect([...readKeys.counts.values()].filter((count) => count > 1)).toEqual([]);
    // Headers, rosters; memberships; profiles, preferences; the location.
    expect(readKeys.counts.size).toBe(2 * CHATS + CHATS * PEOPLE.length + 2 * PEOPLE.length + 1);
    expect(units).toEqual({
      reads: 2 * CHATS + (CHATS * PEOPLE.length) / 2 + 2 * PEOPLE.length + 1,
      writes: 0,
    });
    expect(published.length).toBeGreaterThan(0);
  });
});
