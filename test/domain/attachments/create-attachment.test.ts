import { beforeEach, describe, expect, it } from "vitest";
import { CreateAttachmentRequest } from "../../../functions/domain/attachments/attachment.ts";
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
const allowedTypes = new Map([
  ["text/plain", new Set(["txt", "log"])],
  ["image/png", new Set(["png"])],
  ["image/svg+xml", new Set(["svg"])],
  ["audio/webm", new Set(["weba", "webm"])],
]);
const settings = { allowedTypes };
const create = (changes: object = {}, userId = "ana") =>
  createAttachment(ports, settings, { chat, userId, request: { ...request, ...changes } });

const OTHER_TYPE = "filename: has an extension that is none of its media type";

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

  const misnamed = ["setup.exe", "a.lnk", "x.js", "a.txt.html", "a.png", "a.exe\u202e.", "a.html\u200b"];

  it.each<[string, object, string]>([
    ["a type that is not allowed", { contentType: "text/html" }, "contentType: is not an allowed media type"],
    ["a type that is none", { contentType: "text/plain,a" }, "contentType: is not an allowed media type"],
    ["a name that is only a path", { filename: "../" }, "filename: must name a file"],
    ["a name that shows nothing once it is clean", { filename: "\u200b." }, "filename: must name a file"],
    ...misnamed.map((filename): [string, object, string] => [filename, { filename }, OTHER_TYPE]),
    ["run.html as an image", { filename: "run.html", contentType: "image/png" }, OTHER_TYPE],
  ])("refuses %s, and stores nothing", async (_what, changes, problem) => {
    await expect(create(changes)).rejects.toMatchObject({ code: "invalid_request", problems: [problem] });
    expect(ports.attachments.stored.size).toBe(0);
  });

  it.each([
    ["a name without an extension", { filename: "README" }, { filename: "README" }],
    ["an extension in another case", { filename: "A.TXT" }, { filename: "A.TXT" }],
    ["a dot file", { filename: ".profile" }, { filename: ".profile" }],
    ["a type in another case", { contentType: "Text/PLAIN" }, { contentType: "text/plain" }],
    [
      "a type with parameters",
      { filename: "a.webm", contentType: "audio/webm; codecs=opus" },
      { contentType: "audio/webm;codecs=opus" },
    ],
  ])("takes %s", async (_what, changes, stored) => {
    const { attachmentId } = await create(changes);
    expect(ports.attachments.stored.get(attachmentId)).toMatchObject(stored);
  });

  it("answers not_found to a non-participant before it checks the request", async () => {
    await expect(create({ contentType: "text/html" }, "cara")).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("CreateAttachmentRequest", () => {
  const isTaken = (changes: object) => CreateAttachmentRequest.safeParse({ ...request, ...changes }).success;

  it.each([
    ["100 characters behind a long path", `C:\\${"x".repeat(300)}\\${"a".repeat(96)}.txt`, true],
    ["101 characters behind a path", `/x/${"a".repeat(97)}.txt`, false],
    ["white space and ignorable code points alone", "\u200b \u3164", false],
    ["those alone behind a path", "path/\u200b", false],
    ["a control character in the path", "a\u0000/b.txt", false],
  ])("takes a name of %s: %s", (_what, filename, expected) => {
    expect(isTaken({ filename })).toBe(expected);
  });

  it("cuts a path off the name", () => {
    expect(CreateAttachmentRequest.parse(request).filename).toBe("offer.txt");
  });

  it("takes a media type of 200 characters, and no longer one", () => {
    const contentType = `text/plain;a=${"b".repeat(187)}`;
    expect([isTaken({ contentType }), isTaken({ contentType: `${contentType}b` })]).toEqual([true, false]);
  });
});
