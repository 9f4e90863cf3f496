import { beforeEach, describe, expect, it } from "vitest";
import type { Attachment } from "../../../functions/domain/attachments/attachment.ts";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { CrashPlan, countingPlan } from "../../support/crash.ts";
import { memoryPorts } from "../../support/memory-ports.ts";
import { unlimited } from "../../support/settings.ts";

type Ports = ReturnType<typeof memoryPorts>;

let ports: Ports;
let chat: { locationId: string; chatId: string };

beforeEach(async () => {
  ({ ports, chat } = await chatWithUploads());
});

/** A chat of ana and ben; `one` and `two` are ana's uploads, `bens` is ben's. */
async function chatWithUploads() {
  const ports = memoryPorts();
  const request = { participantIds: ["ben"] };
  const created = await createChat(ports, { locationId: "loc", creatorId: "ana", request });
  const chat = { locationId: "loc", chatId: created.chat.id };
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
  sendMessage(ports, unlimited, {
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
  it("keeps each once, marks it with the entry, and shows it there, in the order asked for", async () => {
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
    ["unknown", "none"],
    ["another's", "bens"],
  ])("says 404 of what is %s, and keeps nothing of the rest", async (_what, id) => {
    await expect(send(["one", id])).rejects.toMatchObject({ code: "not_found" });
    expect(ports.files.kept.size).toBe(0);
    expect(ports.chats.log(chat.chatId)).toHaveLength(1);
  });

  it.each([
    ["not there", undefined],
    ["of another size", { size: 4, contentType: "text/plain", etag: "e" }],
    ["of another type", { size: 3, contentType: "text/html", etag: "e" }],
  ])("says 409 of an upload that is %s", async (_what, upload) => {
    if (upload) ports.files.uploads.set("one", upload);
    else ports.files.uploads.delete("one");
    await expect(send(["one"])).rejects.toMatchObject({ code: "attachment_not_ready" });
    expect(stored("one").usedSeq).toBeUndefined();
  });

  it("says 409 when an upload is another one than was looked at", async () => {
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

  it("answers a retry with the first entry, whatever has become of the upload since", async () => {
    const first = await send(["one"]);
    ports.files.uploads.clear();
    expect(await send(["one", "one"])).toEqual({ entry: first.entry, replayed: true });
  });

  it.each([
    ["other attachments", ["two"], {}],
    ["more of them", ["one", "two"], {}],
    ["unknown ones", ["none"], {}],
    ["none", [], { body: "Hi" }],
    ["another text", ["one"], { body: "Hi" }],
  ])("refuses the key of a message with %s", async (_what, ids, more) => {
    await send(["one"]);
    await expect(send(ids, more)).rejects.toMatchObject({
      code: "conflict",
      message: "This clientMessageId was used for another message",
    });
  });

  it("says 409 of what another message uses", async () => {
    await send(["one"]);
    await expect(send(["two", "one"], { clientMessageId: "n" })).rejects.toMatchObject({ code: "conflict" });
    expect(stored("two").usedSeq).toBeUndefined();
  });

  it("looks at S3 before it says what is wrong with the reply, and copies only what can be sent", async () => {
    await expect(send(["one"], { replyToSeq: 9 })).rejects.toMatchObject({ code: "invalid_request" });
    expect(ports.files.kept.size).toBe(0);
    ports.files.uploads.clear();
    await expect(send(["one"], { replyToSeq: 9 })).rejects.toMatchObject({ code: "attachment_not_ready" });
  });

  it("lets one of two messages win that race for a file, and both copy it", async () => {
    const racing = ["m1", "m2"].map((clientMessageId) => send(["one"], { clientMessageId }));
    const outcomes = (await Promise.allSettled(racing)).map(({ status }) => status).sort();
    expect(outcomes).toEqual(["fulfilled", "rejected"]);
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
  });

  it("answers both of two equal sends that race", async () => {
    const [one, other] = await Promise.all([send(["one"]), send(["one"])]);
    expect(one?.entry).toEqual(other?.entry);
    expect([one?.replayed, other?.replayed].sort()).toEqual([false, true]);
  });

  it("is there once after the client's retry, wherever the first attempt died", async () => {
    const { plan } = await sendUnder(countingPlan());
    expect(plan.calls).toBeGreaterThanOrEqual(6);
    for (let at = 0; at < plan.calls; at += 1) {
      for (const when of ["before", "after"] as const) {
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
    }
  });
});

/** A send of `one` and `two` in a new chat, which may not live to its end. */
async function sendUnder(plan: CrashPlan) {
  ({ ports, chat } = await chatWithUploads());
  const { chats, attachments, files, memberships, connections } = ports;
  const dying = {
    ...ports,
    chats: plan.wrap(chats),
    attachments: plan.wrap(attachments),
    files: plan.wrap(files),
    memberships: plan.wrap(memberships),
    connections: plan.wrap(connections),
  };
  const request = { clientMessageId: "m", attachmentIds: ["one", "two"] };
  await sendMessage(dying, unlimited, { chat, userId: "ana", request }).catch(() => undefined);
  return { plan };
}
