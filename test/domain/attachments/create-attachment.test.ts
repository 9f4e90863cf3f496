import { beforeEach, describe, expect, it } from "vitest";
import { createAttachment } from "../../../functions/domain/attachments/create-attachment.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { createAttachmentPorts } from "../../support/attachment-ports.ts";
import { NOON } from "../../support/fake-clock.ts";
import { MemoryMemberships } from "../../support/memory-memberships.ts";
import { storeChat } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof createAttachmentPorts>;
let chat: ChatRef;

beforeEach(async () => {
  ports = createAttachmentPorts();
  chat = await storeChat({ ...ports, memberships: new MemoryMemberships() });
});

const request = { filename: "a/offer.txt", contentType: "text/plain", size: 3 };
const settings = { allowedTypes: new Set(["text/plain", "image/png", "image/svg+xml"]) };
const create = (changes: object = {}, userId = "ana") =>
  createAttachment(ports, settings, { chat, userId, request: { ...request, ...changes } });

describe("createAttachment", () => {
  it("stores the declared file under its clean name, and returns an upload link of 15 minutes", async () => {
    const { attachmentId, upload, expiresAt } = await create();
    expect(upload.url).toBe(`https://put/${attachmentId}`);
    expect(Date.parse(expiresAt)).toBe(NOON + 15 * 60_000);
    expect(ports.attachments.stored.get(attachmentId)).toEqual({
      ...chat,
      attachmentId,
      uploadedBy: "ana",
      filename: "offer.txt",
      contentType: "text/plain",
      size: 3,
      dateAdded: "2026-03-02T12:00:00.000Z",
    });
  });

  it.each([
    ["a type that is not allowed", { contentType: "text/html" }, "contentType: is not an allowed media type"],
    ["a name that is only a path", { filename: "../" }, "filename: must name a file"],
  ])("refuses %s, and stores nothing", async (_what, changes, problem) => {
    await expect(create(changes)).rejects.toMatchObject({ code: "invalid_request", problems: [problem] });
    expect(ports.attachments.stored.size).toBe(0);
  });

  it("answers not_found to a non-participant before it checks the request", async () => {
    await expect(create({ contentType: "text/html" }, "cara")).rejects.toMatchObject({ code: "not_found" });
  });
});
