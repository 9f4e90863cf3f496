import { beforeEach, describe, expect, it } from "vitest";
import type { Attachment } from "../../../functions/domain/attachments/attachment.ts";
import { getAttachment } from "../../../functions/domain/attachments/get-attachment.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { getAttachmentPorts } from "../../support/attachment-ports.ts";
import { MemoryMemberships } from "../../support/memory-memberships.ts";
import { storeChat } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof getAttachmentPorts>;
let chat: ChatRef;

beforeEach(async () => {
  ports = getAttachmentPorts();
  chat = await storeChat({ ...ports, memberships: new MemoryMemberships() });
});

/** Stores ana's attachment `file`, which entry 2 uses. */
const store = (changes: Partial<Attachment> = {}) =>
  ports.attachments.add({
    ...chat,
    attachmentId: "file",
    uploadedBy: "ana",
    filename: "offer.txt",
    contentType: "text/plain",
    size: 3,
    dateAdded: "",
    usedSeq: 2,
    ...changes,
  });

const get = (userId = "ben", attachmentId = "file") => getAttachment(ports, { chat, userId }, attachmentId);

describe("getAttachment", () => {
  it("returns a download link of 5 minutes to a file that an entry shows", async () => {
    await store();
    expect(await get()).toEqual({
      url: `https://get/file?attachment; filename="offer.txt"; filename*=UTF-8''offer.txt`,
      expiresAt: "2026-03-02T12:05:00.000Z",
      filename: "offer.txt",
      contentType: "text/plain",
      size: 3,
    });
  });

  it.each([
    ["image/png", "inline"],
    ["image/png;q=1", "inline"],
    ["image/svg+xml", "attachment"],
    ["text/html", "attachment"],
    ["application/pdf", "attachment"],
  ])("serves %s as %s", async (contentType, kind) => {
    await store({ contentType });
    expect((await get()).url).toContain(`?${kind}; `);
  });

  it.each([
    ["for a file that no message uses", { usedSeq: undefined }, "ana"],
    ["for a file of another chat", { chatId: "other" }, "ana"],
    ["to a non-participant", {}, "cara"],
  ])("answers not_found %s", async (_what, changes, userId) => {
    await store(changes);
    await expect(get(userId)).rejects.toMatchObject({ code: "not_found" });
  });

  it.each(["a#b", "", "unknown"])("answers not_found for the id %j", async (attachmentId) => {
    await expect(get("ana", attachmentId)).rejects.toMatchObject({ code: "not_found" });
  });

  it("answers attachment_not_ready before the scan has a result, and logs nothing", async () => {
    await store();
    ports.scan.resultOf = async () => "pending";
    await expect(get()).rejects.toMatchObject({ code: "attachment_not_ready" });
    expect(ports.log.lines).toEqual([]);
  });

  it("answers not_found for a file that the scan withholds, and logs it", async () => {
    await store();
    ports.scan.resultOf = async () => "withheld";
    await expect(get()).rejects.toMatchObject({ code: "not_found", message: "No such attachment" });
    const fields = { ...chat, attachmentId: "file" };
    const message = "attachment withheld by the malware scan";
    expect(ports.log.lines).toEqual([{ level: "warn", message, fields }]);
  });
});
