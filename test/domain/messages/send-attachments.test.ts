import { beforeEach, describe, expect, it } from "vitest";
import type { Attachment } from "../../../functions/domain/attachments/attachment.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { CrashPlan, countingPlan, crashes } from "../../support/crash.ts";
import { sendPorts } from "../../support/message-ports.ts";
import { here } from "../../support/profiles.ts";
import { storeChat } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof sendPorts>;
let chat: ChatRef;

beforeEach(async () => {
  ({ ports, chat } = await chatWithUploads());
});

/** A chat of ana and ben with three uploads: `one` and `two` are ana's, `bens` is ben's. */
async function chatWithUploads() {
  const ports = sendPorts();
  const chat = await storeChat(ports);
  for (const [attachmentId, uploadedBy] of [
    ["one", "ana"],
    ["two", "ana"],
    ["bens", "ben"],
  ] as const) {
    const attachment = { ...chat, attachmentId, uploadedBy, ...file };
    await ports.attachments.add(attachment);
    ports.files.upload(attachment);
  }
  return { ports, chat };
}

const file = { filename: "a.txt", contentType: "text/plain", size: 3, dateAdded: "" };
const send = (attachmentIds: string[], more: object = {}) =>
  sendMessage(ports, {
    location: here,
    chat,
    userId: "ana",
    request: { clientMessageId: "m", attachmentIds, ...more },
  });

function stored(attachmentId: string): Attachment {
  const attachment = ports.attachments.stored.get(attachmentId);
  if (attachment === undefined) throw new Error(`no ${attachmentId}`);
  return attachment;
}

describe("sending attachments", () => {
  it("keeps each attachment once, marks it with the entry, and shows it there in the order of the request", async () => {
    const { entry } = await send(["two", "one", "two"]);
    const shown = { filename: "a.txt", contentType: "text/plain", size: 3 };
    expect(entry).toMatchObject({ seq: 2, body: "" });
    expect(entry.attachments).toEqual([
      { id: "two", ...shown },
      { id: "one", ...shown },
    ]);
    expect([...ports.files.kept.keys()].sort()).toEqual(["one", "two"]);
    expect([stored("one").usedSeq, stored("two").usedSeq, stored("bens").usedSeq]).toEqual([2, 2, undefined]);
  });

  it.each([
    ["an unknown attachment", "none"],
    ["another user's attachment", "bens"],
  ])("answers not_found for %s, and keeps no other attachment", async (_what, id) => {
    await expect(send(["one", id])).rejects.toMatchObject({ code: "not_found" });
    expect(ports.files.kept.size).toBe(0);
    expect(ports.chats.log(chat.chatId)).toHaveLength(1);
  });

  it.each([
    ["a missing upload", undefined],
    ["an upload of another size", { size: 4, contentType: "text/plain", etag: "e" }],
    ["an upload of another type", { size: 3, contentType: "text/html", etag: "e" }],
  ])("answers attachment_not_ready for %s", async (_what, upload) => {
    if (upload) ports.files.uploads.set("one", upload);
    else ports.files.uploads.delete("one");
    await expect(send(["one"])).rejects.toMatchObject({ code: "attachment_not_ready" });
    expect(stored("one").usedSeq).toBeUndefined();
  });

  it("answers attachment_not_ready for an upload that is replaced between the check and the copy", async () => {
    const { files } = ports;
    const uploaded = async (attachment: Attachment) => {
      const seen = await files.uploaded(attachment);
      files.uploads.set(attachment.attachmentId, { size: 3, contentType: "text/plain", etag: "evil" });
      return seen;
    };
    ports = { ...ports, files: Object.assign(Object.create(files), { uploaded }) };
    await expect(send(["one"])).rejects.toMatchObject({ code: "attachment_not_ready" });
    expect(ports.chats.log(chat.chatId)).toHaveLength(1);
  });

  it("answers a retry with the first entry, although the upload is gone", async () => {
    const first = await send(["one"]);
    ports.files.uploads.clear();
    expect(await send(["one", "one"])).toEqual({ entry: first.entry, replayed: true });
  });

  it.each([
    ["another attachment", ["two"], {}],
    ["a further attachment", ["one", "two"], {}],
    ["an unknown attachment", ["none"], {}],
    ["no attachment", [], { body: "Hi" }],
    ["another text", ["one"], { body: "Hi" }],
  ])("refuses the key of an earlier message for a message with %s", async (_what, ids, more) => {
    await send(["one"]);
    await expect(send(ids, more)).rejects.toMatchObject({
      code: "conflict",
      message: "This clientMessageId was used for another message",
    });
  });

  it("answers conflict for an attachment that another message uses", async () => {
    await send(["one"]);
    await expect(send(["two", "one"], { clientMessageId: "n" })).rejects.toMatchObject({ code: "conflict" });
    expect(stored("two").usedSeq).toBeUndefined();
  });

  it("checks the uploads before the reply, and copies them only when the reply is valid", async () => {
    await expect(send(["one"], { replyToSeq: 9 })).rejects.toMatchObject({ code: "invalid_request" });
    expect(ports.files.kept.size).toBe(0);
    ports.files.uploads.clear();
    await expect(send(["one"], { replyToSeq: 9 })).rejects.toMatchObject({ code: "attachment_not_ready" });
  });

  it("appends one of two messages that race for an attachment", async () => {
    const racing = ["m1", "m2"].map((clientMessageId) => send(["one"], { clientMessageId }));
    const outcomes = (await Promise.allSettled(racing)).map(({ status }) => status).sort();
    expect(outcomes).toEqual(["fulfilled", "rejected"]);
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
  });

  it("answers two equal sends that race with the same entry", async () => {
    const [one, other] = await Promise.all([send(["one"]), send(["one"])]);
    expect(one?.entry).toEqual(other?.entry);
    expect([one?.replayed, other?.replayed].sort()).toEqual([false, true]);
  });

  it("appends the message once after the client's retry, wherever the first attempt crashed", async () => {
    const { plan } = await sendUnder(countingPlan());
    expect(plan.calls).toBeGreaterThanOrEqual(6);
    for (const { at, when } of crashes(plan.calls)) {
      await sendUnder(new CrashPlan(at, when));
      const { entry } = await send(["one", "two"]);
      const log = ports.chats.log(chat.chatId).map((it) => it.entry);
      expect(
        log.map(({ seq }) => seq),
        `crash ${when} call ${at}`,
      ).toEqual([1, 2]);
      expect(log.at(-1)).toEqual(entry);
      expect([stored("one").usedSeq, stored("two").usedSeq]).toEqual([2, 2]);
      expect(ports.files.kept.size).toBe(2);
    }
  });
});

/** Sends `one` and `two` in a new chat, under a plan that may crash it. */
async function sendUnder(plan: CrashPlan) {
  ({ ports, chat } = await chatWithUploads());
  const { chats, attachments, files, memberships, connections } = ports;
  const crashing = {
    ...ports,
    chats: plan.wrap(chats),
    attachments: plan.wrap(attachments),
    files: plan.wrap(files),
    memberships: plan.wrap(memberships),
    connections: plan.wrap(connections),
  };
  const request = { clientMessageId: "m", attachmentIds: ["one", "two"] };
  await sendMessage(crashing, { location: here, chat, userId: "ana", request }).catch(() => undefined);
  return { plan };
}
