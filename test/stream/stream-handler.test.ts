import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ChatError } from "../../functions/domain/errors.ts";
import type { ChatRef } from "../../functions/domain/log/chat-header.ts";
import { notifyPorts } from "../support/notification-ports.ts";
import { storeChat, storeMessage } from "../support/stored-chat.ts";
import { consume, imageOf } from "../support/stream-call.ts";

let ports: ReturnType<typeof notifyPorts>;

beforeEach(() => {
  ports = notifyPorts();
});

const noEntry = marshall({ PK: "LOC#l", SK: "LOCATION" });

const imagesOf = ({ chatId }: ChatRef) => ports.chats.log(chatId).map(imageOf);

/** A chat of ana and others with a first message by ana, and the images of its two entries. */
async function newChat(others: string[]) {
  const message = { body: "Hello", clientMessageId: "m" };
  const chat = await storeChat(ports, { userIds: ["ana", ...others], message });
  return { chat, images: imagesOf(chat) };
}

/** Changes a stored membership. @returns what it was before */
function changeMembership({ chatId }: ChatRef, userId: string, changes: object) {
  const before = ports.memberships.of({ chatId, userId });
  ports.memberships.put({ ...before, ...changes });
  return before;
}

describe("the stream consumer", () => {
  it("times each entry from its date to its notifications", async () => {
    const { images } = await newChat(["ben"]);
    await ports.clock.sleep(1500);
    await consume(ports, images);
    expect(ports.metrics.times.get("NotificationLag")).toEqual([1500, 1500]);
  });

  it("notifies of a creation and of its first message", async () => {
    const { images } = await newChat(["ben"]);
    expect(await consume(ports, images)).toEqual({ batchItemFailures: [] });
    expect(ports.topic.published.map(({ event, userId, seq }) => [event, userId, seq])).toEqual([
      ["added", "ben", 1],
      ["message", "ben", 2],
    ]);
  });

  it("stops at the first record that fails, and hands back its number", async () => {
    const chats = [await newChat(["ben"]), await newChat(["cara"]), await newChat(["ben"])];
    ports.topic.failing.add("cara");
    const images = chats.flatMap((it) => it.images);
    expect(await consume(ports, images)).toEqual({ batchItemFailures: [{ itemIdentifier: "3" }] });
    expect(ports.topic.published.map(({ userId }) => userId)).toEqual(["ben", "ben"]);
  });

  it("fails a record without an entry, rather than skip it", async () => {
    expect(await consume(ports, [noEntry])).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] });
  });

  it("handles the records before one without an entry", async () => {
    const { images } = await newChat(["ben"]);
    expect(await consume(ports, [...images, noEntry, ...images])).toEqual({
      batchItemFailures: [{ itemIdentifier: "3" }],
    });
    expect(ports.topic.published).toHaveLength(2);
  });

  it("throws when the first of several records fails, so that Lambda splits the batch until it is alone", async () => {
    const { images } = await newChat(["ben"]);
    const message = "The first record of the batch failed";
    await expect(consume(ports, [noEntry, ...images])).rejects.toThrow(message);
    ports.topic.failing.add("ben");
    await expect(consume(ports, images)).rejects.toThrow(message);
    expect(ports.topic.published).toEqual([]);
  });

  it("moves the read pointer of a sender of several messages once, to the newest", async () => {
    const { chat, images } = await newChat(["ben"]);
    const [created = {}, first = {}] = images;
    for (const clientMessageId of ["m2", "m3"]) await storeMessage(ports, chat, { clientMessageId });
    changeMembership(chat, "ana", { readSeq: 2, readMessageCount: 1 });
    const advance = vi.spyOn(ports.memberships, "advanceRead");
    await consume(ports, [created, first, ...imagesOf(chat).slice(2).reverse()]);
    expect(advance).toHaveBeenCalledTimes(1);
    expect(ports.memberships.of({ ...chat, userId: "ana" })).toMatchObject({
      readSeq: 4,
      readMessageCount: 3,
    });
  });

  it("does not notify a user who read the message before its batch", async () => {
    const { chat, images } = await newChat(["ben"]);
    changeMembership(chat, "ben", { readSeq: 2, readMessageCount: 1 });
    await consume(ports, images);
    expect(ports.topic.published).toEqual([]);
  });

  it("fails the whole batch when the table is unavailable", async () => {
    const { images } = await newChat(["ben"]);
    ports.chats.heads = async () => {
      throw new ChatError("unavailable", "The service is busy, try again");
    };
    await expect(consume(ports, images)).rejects.toThrow(/^The batch failed$/);
    expect(ports.log.lines.map(({ message }) => message)).toContain("stream batch failed");
    expect(ports.topic.published).toEqual([]);
  });

  it("gives a repeated notification the same dedupeId", async () => {
    const { images } = await newChat(["ben"]);
    await consume(ports, images);
    await consume(ports, images);
    const ids = ports.topic.published.map(({ dedupeId }) => dedupeId);
    expect(ids.slice(2)).toEqual(ids.slice(0, 2));
    expect(new Set(ids).size).toBe(2);
  });

  it("writes missing memberships, and changes no other", async () => {
    const { chat, images } = await newChat(["ben", "cara"]);
    const ben = ports.memberships.of({ ...chat, userId: "ben" });
    ports.memberships.delete(ben);
    changeMembership(chat, "cara", { readSeq: 2, readMessageCount: 1 });
    await consume(ports, images);
    expect(ports.memberships.of(ben)).toEqual(ben);
    expect(ports.memberships.of({ ...chat, userId: "cara" })).toMatchObject({ readSeq: 2 });
    expect(ports.topic.published.map(({ userId }) => userId)).not.toContain("cara");
  });

  it("moves the sender's read pointer where the send could not", async () => {
    const { chat, images } = await newChat(["ben"]);
    const ana = changeMembership(chat, "ana", { readSeq: 1, readMessageCount: 0 });
    await consume(ports, images);
    expect(ports.memberships.of(ana)).toEqual({ ...ana, readSeq: 2, readMessageCount: 1 });
  });

  it("notifies nobody while the feature is off", async () => {
    const { images } = await newChat(["ben"]);
    ports.feature.isOn = async () => false;
    await consume(ports, images);
    expect(ports.topic.published).toEqual([]);
  });
});
