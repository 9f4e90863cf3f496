import { beforeEach, describe, expect, it } from "vitest";
import {
  type Attachment,
  CreateAttachmentRequest,
} from "../../../functions/domain/attachments/attachment.ts";
import { createAttachment } from "../../../functions/domain/attachments/create-attachment.ts";
import { getAttachment } from "../../../functions/domain/attachments/get-attachment.ts";
import type {
  AttachmentLinks,
  MalwareScan,
  ScanResult,
} from "../../../functions/domain/attachments/ports.ts";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import { memoryPorts, NOON } from "../../support/memory-ports.ts";

const links: AttachmentLinks = {
  upload: async ({ attachmentId }, { now, seconds }) => ({
    link: { method: "PUT", url: `https://put/${attachmentId}`, headers: {} },
    expiresAt: now + seconds * 1000,
  }),
  download: async ({ attachmentId }, disposition, { now, seconds }) => ({
    link: `https://get/${attachmentId}?${disposition}`,
    expiresAt: now + seconds * 1000,
  }),
};

function portsOfTest() {
  let result: ScanResult = "clean";
  const scan: MalwareScan & { set(to: ScanResult): void } = {
    resultOf: async () => result,
    set: (to) => {
      result = to;
    },
  };
  return {
    ...memoryPorts(),
    links,
    scan,
  };
}

let ports: ReturnType<typeof portsOfTest>;
let chat: { locationId: string; chatId: string };

beforeEach(async () => {
  ports = portsOfTest();
  const request = { participantIds: ["ben"] };
  const created = await createChat(ports, { locationId: "loc", creatorId: "ana", request });
  chat = { locationId: "loc", chatId: created.chat.id };
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
  it("remembers what was announced, under its clean name, and gives a link of 15 minutes", async () => {
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
    ["a name of nothing but a path", { filename: "../" }, "filename: must name a file"],
    ["a name that shows nothing once it is clean", { filename: "\u200b." }, "filename: must name a file"],
    ...misnamed.map((filename): [string, object, string] => [filename, { filename }, OTHER_TYPE]),
    ["run.html as an image", { filename: "run.html", contentType: "image/png" }, OTHER_TYPE],
  ])("refuses %s, and remembers nothing", async (_what, changes, problem) => {
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

  it("says 404 to who is not in the chat, before it says what else is wrong", async () => {
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

describe("getAttachment", () => {
  const stored = (changes: Partial<Attachment> = {}): Attachment => ({
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

  it("gives a link of 5 minutes to a file that an entry shows", async () => {
    await ports.attachments.add(stored());
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
  ])("lets %s open %s", async (contentType, kind) => {
    await ports.attachments.add(stored({ contentType }));
    expect((await get()).url).toContain(`?${kind}; `);
  });

  it.each([
    ["nobody posted yet", { usedSeq: undefined }, "ana"],
    ["belongs to another chat", { chatId: "other" }, "ana"],
    ["is there, to an outsider", {}, "cara"],
  ])("says 404 of what %s", async (_what, changes, userId) => {
    await ports.attachments.add(stored(changes));
    await expect(get(userId)).rejects.toMatchObject({ code: "not_found" });
  });

  it.each(["a#b", "", "unknown"])("says 404 of %j", async (attachmentId) => {
    await expect(get("ana", attachmentId)).rejects.toMatchObject({ code: "not_found" });
  });

  it("hands out nothing that was not found clean, and says so to the operators", async () => {
    await ports.attachments.add(stored());
    ports.scan.set("pending");
    await expect(get()).rejects.toMatchObject({ code: "attachment_not_ready" });
    expect(ports.log.lines).toEqual([]);
    ports.scan.set("withheld");
    await expect(get()).rejects.toMatchObject({ code: "not_found", message: "No such attachment" });
    const fields = { ...chat, attachmentId: "file" };
    const message = "attachment withheld by the malware scan";
    expect(ports.log.lines).toEqual([{ level: "warn", message, fields }]);
  });
});
