import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Attachment, summaryOf } from "../../functions/domain/attachments/attachment.ts";
import { createAttachment } from "../../functions/domain/attachments/create-attachment.ts";
import { getAttachment } from "../../functions/domain/attachments/get-attachment.ts";
import type { AttachmentLinks } from "../../functions/domain/attachments/ports.ts";
import { buildNewChat } from "../../functions/domain/chats/new-chat.ts";
import type { SendAppend } from "../../functions/domain/log/append.ts";
import { advance, type ChatHeader, type ChatRef } from "../../functions/domain/log/chat-header.ts";
import { messageAfter } from "../../functions/domain/messages/message.ts";
import { noScan } from "../../functions/gateways/guardduty-scan.ts";
import { DynamodbAttachmentStore } from "../../functions/store/dynamodb-attachment-store.ts";
import { keys } from "../../functions/store/keys.ts";
import { portsOn } from "../support/send-ports.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});

afterAll(() => table.stop());

const NOW = Date.parse("2026-03-02T12:00:00.000Z");
let count = 0;

async function newChat() {
  count += 1;
  const append = buildNewChat({
    locationId: "loc",
    chatId: `files${count}`,
    creatorId: "ana",
    userIds: ["ana", "ben"],
    request: { participantIds: ["ben"] },
    messageId: "id1",
    now: NOW,
  });
  await table.chats.create(append);
  return { chat: append.chat, header: append.header };
}

async function add(chat: ChatRef, attachmentId: string): Promise<Attachment> {
  const attachment = {
    locationId: chat.locationId,
    chatId: chat.chatId,
    attachmentId,
    uploadedBy: "ana",
    filename: "Größe 🐈.png",
    contentType: "image/png",
    size: 7,
    dateAdded: "2026-03-02T12:00:00.000Z",
  };
  await table.attachments.add(attachment);
  return attachment;
}

/** The append of a message with attachments, on top of a header. */
function using(header: ChatHeader, used: readonly Attachment[], clientMessageId = "m1"): SendAppend {
  const attachments = used.map(summaryOf);
  const from = { userId: "ana", now: NOW, messageId: `id-${clientMessageId}`, attachments };
  const next = advance(header, messageAfter(header, from, { clientMessageId }));
  const seq = next.header.lastSeq;
  const receipt = { userId: "ana", clientMessageId, seq, messageId: from.messageId };
  const { locationId, chatId } = header;
  const chat = { locationId, chatId };
  return { chat, afterSeq: header.lastSeq, header: next.header, entries: [next.logEntry], receipt };
}

const readerOf = (chat: ChatRef, historyFromSeq: number) => ({ chat, participant: { historyFromSeq } });

describe("attachments", () => {
  it("are read as they were declared, in their own chat only", async () => {
    const { chat } = await newChat();
    const other = await newChat();
    const one = await add(chat, "one");
    await add(other.chat, "two");
    expect(await table.attachments.many(chat, ["one", "two", "three"])).toEqual([one]);
    expect(await table.attachments.many(chat, [])).toEqual([]);
  });

  it("are not overwritten by a second declaration of the same id", async () => {
    const { chat } = await newChat();
    const first = await add(chat, "one");
    await table.attachments.add({ ...first, uploadedBy: "eve" });
    expect(await table.attachments.many(chat, ["one"])).toEqual([first]);
  });

  it("are forgotten after a day unless a message uses them", async () => {
    const { chat, header } = await newChat();
    const [used, unused] = [await add(chat, "used"), await add(chat, "unused")];
    await table.chats.appendMessage(using(header, [used]));
    const at = (milliseconds: number) =>
      new DynamodbAttachmentStore(table.database, { now: () => Date.now() + milliseconds });
    const hours = 3_600_000;
    expect(await at(23 * hours).many(chat, ["unused"])).toEqual([unused]);
    expect(await at(25 * hours).many(chat, ["unused", "used"])).toEqual([{ ...used, usedSeq: 2 }]);
    expect(await at(25 * hours).visible(readerOf(chat, 1), "used")).toEqual({ ...used, usedSeq: 2 });
    expect(await table.database.get(keys.attachment(chat, "used"))).not.toHaveProperty("ttl");
  });

  it("are visible to readers whose history cutoff is not after the entry that uses them", async () => {
    const { chat, header } = await newChat();
    const one = await add(chat, "one");
    expect(await table.attachments.visible(readerOf(chat, 1), "one")).toBeUndefined();
    await table.chats.appendMessage(using(header, [one]));
    expect(await table.attachments.visible(readerOf(chat, 1), "one")).toEqual({ ...one, usedSeq: 2 });
    expect(await table.attachments.visible(readerOf(chat, 2), "one")).toEqual({ ...one, usedSeq: 2 });
    expect(await table.attachments.visible(readerOf(chat, 3), "one")).toBeUndefined();
    expect(await table.attachments.visible(readerOf((await newChat()).chat, 1), "one")).toBeUndefined();
  });
});

describe("declaring and opening an attachment", () => {
  it("cost three reads at most and one write, whatever the number of participants", async () => {
    const { chat, header } = await newChat();
    const one = await add(chat, "one");
    await table.chats.appendMessage(using(header, [one]));
    const ports = { ...portsOn(table), links, scan: noScan };
    const settings = { allowedTypes: new Map([["image/png", new Set(["png"])]]) };
    const request = { filename: "a.png", contentType: "image/png", size: 7 };
    const who = { chat, userId: "ben" };
    expect(await table.units.of(() => createAttachment(ports, settings, { ...who, request }))).toEqual({
      reads: 2,
      writes: 1,
    });
    expect(await table.units.of(() => getAttachment(ports, who, "one"))).toEqual({ reads: 3, writes: 0 });
  });
});

const links: AttachmentLinks = {
  upload: async () => ({ link: { method: "PUT", url: "https://put", headers: {} }, expiresAt: 0 }),
  download: async () => ({ link: "https://get", expiresAt: 0 }),
};

describe("an append that uses attachments", () => {
  it("costs two more write units for each", async () => {
    const { chat, header } = await newChat();
    const ten = await Promise.all(Array.from({ length: 10 }, (_, index) => add(chat, `f${index}`)));
    const { writes } = await table.units.of(() => table.chats.appendMessage(using(header, ten)));
    const [entry] = await table.chats.entries(readerOf(chat, 2), { limit: 1, newest: true });
    expect(entry?.entry).toMatchObject({ attachments: ten.map(summaryOf) });
    // Header, entry and receipt of 1 KB each, and ten attachments marked as used.
    expect(writes).toBe(2 * (3 + 10));
  });

  it("is refused whole when one of them is used or missing", async () => {
    const { chat, header } = await newChat();
    const [one, other] = [await add(chat, "one"), await add(chat, "other")];
    const first = using(header, [one]);
    expect(await table.chats.appendMessage(first)).toEqual({ kind: "appended" });
    const second = using(first.header, [other, one], "m2");
    expect(await table.chats.appendMessage(second)).toEqual({ kind: "attachment_taken" });
    const third = using(first.header, [{ ...other, attachmentId: "forgotten" }], "m3");
    expect(await table.chats.appendMessage(third)).toEqual({ kind: "attachment_taken" });
    expect(await table.chats.header(chat)).toEqual(first.header);
    expect(await table.attachments.many(chat, ["other", "forgotten"])).toEqual([other]);
  });

  it("reports its own receipt first, then a used attachment, then a moved header", async () => {
    const { chat, header } = await newChat();
    const one = await add(chat, "one");
    const first = using(header, [one]);
    await table.chats.appendMessage(first);
    expect(await table.chats.appendMessage(first)).toEqual({ kind: "duplicate", receipt: first.receipt });
    expect(await table.chats.appendMessage(using(header, [one], "m2"))).toEqual({ kind: "attachment_taken" });
  });

  it("succeeds once when many race for one attachment", async () => {
    const { chat, header } = await newChat();
    const one = await add(chat, "one");
    const racing = Array.from({ length: 8 }, (_, index) =>
      table.chats.appendMessage(using(header, [one], `r${index}`)),
    );
    const kinds = (await Promise.all(racing)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "appended")).toHaveLength(1);
    expect(await table.attachments.many(chat, ["one"])).toEqual([{ ...one, usedSeq: 2 }]);
  });
});
