import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { ChatError } from "../../functions/domain/errors.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import type { Notification } from "../../functions/domain/notifications/notification.ts";
import { entryItem } from "../../functions/store/chat-items.ts";
import { entryFromStream } from "../../functions/store/stream-record.ts";
import { streamHandler } from "../../functions/stream/stream-handler.ts";
import { FakePhones, MemoryDevices } from "../support/memory-devices.ts";
import { memoryPorts } from "../support/memory-ports.ts";
import { unlimited } from "../support/settings.ts";

let ports: ReturnType<typeof memoryPorts>;
let published: Notification[];
let failing: Set<string>;
let devices: MemoryDevices;
let phones: FakePhones;

beforeEach(() => {
  ports = memoryPorts();
  published = [];
  failing = new Set();
  devices = new MemoryDevices();
  phones = new FakePhones();
});

/** The topic refuses what is for somebody in `failing`. */
const topic = {
  publish: async (groups: readonly (readonly Notification[])[]) => {
    const refused = groups.findIndex((group) => group.some(({ userId }) => failing.has(userId)));
    const taken = refused === -1 ? groups : groups.slice(0, refused);
    published.push(...taken.flat());
    return taken.length;
  },
};

function consume(images: readonly object[]) {
  const Records = images.map((NewImage, index) => ({
    dynamodb: { SequenceNumber: String(index + 1), NewImage },
  }));
  const handler = streamHandler({
    ...ports,
    settings: devices,
    devices,
    topic,
    endpoints: phones,
    entryOf: entryFromStream,
  });
  return handler(JSON.parse(JSON.stringify({ Records })));
}

const noEntry = marshall({ PK: "LOC#l", SK: "LOCATION" });

/** The stream images of a chat that ana starts with these people, with a first message. */
async function imagesOfChat(participantIds: string[]) {
  const message = { body: "Hello", clientMessageId: "m" };
  const {
    chat: { id },
  } = await createChat(ports, {
    locationId: "loc",
    creatorId: "ana",
    request: { participantIds, message },
  });
  return ports.chats.log(id).map((entry) => marshall(entryItem(entry)));
}

describe("the stream consumer", () => {
  it("times each entry from its date to its notifications", async () => {
    const images = await imagesOfChat(["ben"]);
    await ports.clock.sleep(1500);
    await consume(images);
    expect(ports.metrics.times.get("NotificationLag")).toEqual([1500, 1500]);
  });

  it("notifies of a creation and of its message", async () => {
    expect(await consume(await imagesOfChat(["ben"]))).toEqual({ batchItemFailures: [] });
    expect(published.map(({ event, userId, seq }) => [event, userId, seq])).toEqual([
      ["added", "ben", 1],
      ["message", "ben", 2],
    ]);
  });

  it("stops at the first record that fails, and hands back its number", async () => {
    const images = [
      ...(await imagesOfChat(["ben"])),
      ...(await imagesOfChat(["cara"])),
      ...(await imagesOfChat(["ben"])),
    ];
    failing.add("cara");
    expect(await consume(images)).toEqual({ batchItemFailures: [{ itemIdentifier: "3" }] });
    expect(published.map(({ userId }) => userId)).toEqual(["ben", "ben"]);
  });

  it("fails a record that is no entry, rather than pass over it", async () => {
    expect(await consume([noEntry])).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] });
  });

  it("does what is before a record that is no entry", async () => {
    const images = await imagesOfChat(["ben"]);
    expect(await consume([...images, noEntry, ...images])).toEqual({
      batchItemFailures: [{ itemIdentifier: "3" }],
    });
    expect(published).toHaveLength(2);
  });

  it("throws when the first of several fails, so that the batch is halved until it is alone", async () => {
    const images = await imagesOfChat(["ben"]);
    await expect(consume([noEntry, ...images])).rejects.toThrow("The first record of the batch failed");
    failing.add("ben");
    await expect(consume(images)).rejects.toThrow("The first record of the batch failed");
    expect(published).toEqual([]);
  });

  it("moves the pointer of a sender of several messages once, to the newest", async () => {
    const [created = {}, first = {}] = await imagesOfChat(["ben"]);
    const [chat] = [...ports.chats.stored.keys()].map((chatId) => ({ locationId: "loc", chatId }));
    if (chat === undefined) throw new Error("no chat");
    for (const key of ["m2", "m3"]) {
      await sendMessage(ports, unlimited, {
        chat,
        userId: "ana",
        request: { clientMessageId: key, body: "More" },
      });
    }
    const before = [...ports.memberships.stored].find(([key]) => key.endsWith("#ana"));
    if (before === undefined) throw new Error("no membership");
    ports.memberships.stored.set(before[0], { ...before[1], readSeq: 2, readMessageCount: 1 });
    const advance = vi.spyOn(ports.memberships, "advanceRead");
    const images = ports.chats.log(chat.chatId).map((entry) => marshall(entryItem(entry)));
    await consume([created, first, ...images.slice(2).reverse()]);
    expect(advance).toHaveBeenCalledTimes(1);
    expect(ports.memberships.stored.get(before[0])).toMatchObject({ readSeq: 4, readMessageCount: 3 });
  });

  it("leaves alone who has read a message while it waited for its batch", async () => {
    const images = await imagesOfChat(["ben"]);
    const ben = [...ports.memberships.stored].find(([key]) => key.endsWith("#ben"));
    if (ben === undefined) throw new Error("no membership");
    ports.memberships.stored.set(ben[0], { ...ben[1], readSeq: 2, readMessageCount: 1 });
    await consume(images);
    expect(published).toEqual([]);
  });

  it("lets its batch come again when the table cannot be read", async () => {
    const images = await imagesOfChat(["ben"]);
    ports.chats.heads = async () => {
      throw new ChatError("unavailable", "The service is busy, try again");
    };
    await expect(consume(images)).rejects.toThrow(/^The batch failed$/);
    expect(ports.log.lines.map(({ message }) => message)).toContain("stream batch failed");
    expect(published).toEqual([]);
  });

  it("gives a notification the same dedupeId each time it comes", async () => {
    const images = await imagesOfChat(["ben"]);
    await consume(images);
    await consume(images);
    const ids = published.map(({ dedupeId }) => dedupeId);
    expect(ids.slice(2)).toEqual(ids.slice(0, 2));
    expect(new Set(ids).size).toBe(2);
  });

  it("writes the memberships that their writer did not live to write, and touches no other", async () => {
    const images = await imagesOfChat(["ben", "cara"]);
    const [, ben, cara] = [...ports.memberships.stored];
    if (ben === undefined || cara === undefined) throw new Error("no memberships");
    ports.memberships.stored.delete(ben[0]);
    ports.memberships.stored.set(cara[0], { ...cara[1], readSeq: 2, readMessageCount: 1 });
    await consume(images);
    expect(ports.memberships.stored.get(ben[0])).toEqual(ben[1]);
    expect(ports.memberships.stored.get(cara[0])).toMatchObject({ readSeq: 2 });
    expect(published.map(({ userId }) => userId)).not.toContain("cara");
  });

  it("moves the sender's read pointer where the send itself could not", async () => {
    const images = await imagesOfChat(["ben"]);
    const [ana] = [...ports.memberships.stored].find(([key]) => key.endsWith("#ana")) ?? [];
    const stored = ports.memberships.stored.get(ana ?? "");
    if (ana === undefined || stored === undefined) throw new Error("no membership");
    ports.memberships.stored.set(ana, { ...stored, readSeq: 1, readMessageCount: 0 });
    await consume(images);
    expect(ports.memberships.stored.get(ana)).toEqual({ ...stored, readSeq: 2, readMessageCount: 1 });
  });

  it("notifies nobody while the feature is off", async () => {
    const images = await imagesOfChat(["ben"]);
    ports.feature = { isOn: () => false };
    await consume(images);
    expect(published).toEqual([]);
  });
});
