import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Api, apiAs, apiWith, chats, codeOf, readLog, startChat } from "../support/api-client.ts";
import { announce, linkTo, picture, put, uploaded } from "../support/attachments.ts";
import { eventually } from "../support/eventually.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs } from "../support/socket-client.ts";

let cloud: TestCloud;
let ana: Api;
let ben: Api;

beforeAll(async () => {
  cloud = await startTestCloud();
  ana = await apiAs(cloud, "ana");
  ben = await apiAs(cloud, "ben");
});

afterEach(() => {
  vi.useRealTimers();
});

afterAll(async () => {
  await cloud.stop();
  expect(cloud.complaints).toEqual([]);
});

let keys = 0;
function messageWith(...attachmentIds: string[]) {
  keys += 1;
  return { clientMessageId: `a${keys}`, attachmentIds };
}

const newChat = async () => (await startChat(ana, ["ben"])).id;
const send = (api: Api, chatId: string, message: object) => api.post(`${chats}/${chatId}/messages`, message);
const download = async (api: Api, chatId: string, attachmentId: string) =>
  codeOf(await api.get(`${chats}/${chatId}/attachments/${attachmentId}`));

/** Moves the clock of the local S3, which runs in the test's process. The functions have clocks of their own. */
function advanceS3Clock(seconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1000 });
}

describe("a file in a chat", () => {
  it("is declared, uploaded, posted, and downloaded by others with its name and bytes unchanged", async () => {
    const chatId = await newChat();
    const link = await announce(ana, chatId);
    expect(link.upload.headers).toEqual({ "Content-Type": "image/png", "If-None-Match": "*" });
    expect((await put(link, picture.bytes)).status).toBe(200);

    const { attachmentId } = link;
    const { status, body } = await send(ana, chatId, messageWith(attachmentId));
    expect(status).toBe(201);
    const shown = { filename: "cat 🐈.png", contentType: "image/png", size: picture.bytes.length };
    expect(body).toMatchObject({ kind: "message", body: "", attachments: [{ id: attachmentId, ...shown }] });
    expect((await ben.get(`${chats}/${chatId}`)).body).toMatchObject({ lastMessageBody: "", unreadCount: 1 });
    expect((await readLog(ben, chatId)).at(-1)).toEqual(body);

    const found = await linkTo(ben, chatId, attachmentId);
    expect(found).toMatchObject(shown);
    const file = await fetch(found.url);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(picture.bytes);
    expect(file.headers.get("content-type")).toBe("image/png");
    expect(file.headers.get("content-disposition")).toBe(
      `inline; filename="cat _.png"; filename*=UTF-8''cat%20%F0%9F%90%88.png`,
    );
  });

  it("can be posted by WebSocket, and is notified without a preview", async () => {
    const chatId = await newChat();
    const attachmentId = await uploaded(ana, chatId);
    const [sender, receiver] = [await connectAs(cloud, "ana"), await connectAs(cloud, "ben")];
    const message = messageWith(attachmentId);
    const { type, entry } = await sender.ask("send", { chatId, ...message });
    expect(type).toBe("ack");
    expect(await receiver.next((frame) => frame.type === "entry")).toEqual({ type: "entry", entry });
    expect(await sender.ask("send", { chatId, ...message })).toMatchObject({ type: "ack", entry });
    expect(await sender.ask("send", { chatId, ...messageWith(attachmentId) })).toMatchObject({
      statusCode: 409,
      code: "conflict",
    });
    const notified = await eventually(() =>
      cloud.notifications("ben").find(({ body }) => Object(body).chatId === chatId && Object(body).seq === 2),
    );
    expect(notified.body).toMatchObject({ event: "message", preview: "" });
    await Promise.all([sender.close(), receiver.close()]);
  });

  it("is downloaded, not displayed, if it is an SVG, and its name has no path", async () => {
    const chatId = await newChat();
    const file = { filename: "../../x/logo.svg", contentType: "image/svg+xml", bytes: Buffer.from("<svg/>") };
    const attachmentId = await uploaded(ana, chatId, file);
    await send(ana, chatId, messageWith(attachmentId));
    const { url, filename } = await linkTo(ben, chatId, attachmentId);
    expect(filename).toBe("logo.svg");
    expect((await fetch(url)).headers.get("content-disposition")).toMatch(/^attachment; /);
  });

  it("has a link that expires within 5 minutes", async () => {
    const chatId = await newChat();
    const attachmentId = await uploaded(ana, chatId);
    await send(ana, chatId, messageWith(attachmentId));
    const { url, expiresAt } = await linkTo(ben, chatId, attachmentId);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
    advanceS3Clock(301);
    expect((await fetch(url)).status).toBe(403);
  });
});

describe("S3 refuses an upload", () => {
  it.each([
    ["larger than declared", Buffer.from("more than was declared"), {}],
    ["smaller than declared", Buffer.from("less"), {}],
    ["of another type than declared", picture.bytes, { "Content-Type": "text/html" }],
    ["without the If-None-Match condition", picture.bytes, { "If-None-Match": "" }],
    ["with its own metadata", picture.bytes, { "x-amz-meta-a": "b" }],
    ["with its own tags", picture.bytes, { "x-amz-tagging": "GuardDutyMalwareScanStatus=NO_THREATS_FOUND" }],
  ])("%s", async (_what, bytes, headers) => {
    const link = await announce(ana, await newChat());
    expect((await put(link, bytes, headers)).status).toBe(403);
  });

  it("after its link has expired", async () => {
    const chatId = await newChat();
    const link = await announce(ana, chatId);
    advanceS3Clock(15 * 60 + 1);
    expect((await put(link, picture.bytes)).status).toBe(403);
    vi.useRealTimers();
    expect(codeOf(await send(ana, chatId, messageWith(link.attachmentId)))).toBe("409 attachment_not_ready");
  });

  it("a second time with the same link", async () => {
    const link = await announce(ana, await newChat());
    expect((await put(link, picture.bytes)).status).toBe(200);
    expect((await put(link, Buffer.from("NOT IT!!!"))).status).toBe(412);
  });

  it("to another key, for an upload or a posted file", async () => {
    const { upload, ...link } = await announce(ana, await newChat());
    for (const [from, to] of [
      [link.attachmentId, "01ANOTHERATTACHMENT"],
      ["/uploads/", "/attachments/"],
    ] as const) {
      const elsewhere = { ...link, upload: { ...upload, url: upload.url.replace(from, to) } };
      expect((await put(elsewhere, picture.bytes)).status).toBe(403);
    }
  });

  it("without a signature", async () => {
    const { upload, ...link } = await announce(ana, await newChat());
    const { origin, pathname } = new URL(upload.url);
    const unsigned = { ...link, upload: { ...upload, url: origin + pathname } };
    expect((await put(unsigned, picture.bytes)).status).toBe(403);
    expect((await fetch(unsigned.upload.url)).status).toBe(403);
  });

  it("from a page of a foreign origin", async () => {
    const { upload } = await announce(ana, await newChat());
    const preflight = (origin: string) =>
      fetch(upload.url, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "PUT",
          "access-control-request-headers": "content-type,if-none-match",
        },
      });
    expect((await preflight("https://app.dev.crm.example")).status).toBe(200);
    expect((await preflight("https://evil.example")).status).toBe(403);
  });
});

describe("an upload link is refused", () => {
  const declaration = (changes: object) => ({
    filename: "a.txt",
    contentType: "text/plain",
    size: 1,
    ...changes,
  });

  it.each([
    ["a type that is not allowed", { contentType: "application/x-msdownload" }],
    ["HTML", { contentType: "text/html" }],
    ["HTML with parameters", { contentType: "text/html; charset=utf-8" }],
    ["an extension of another type", { filename: "a.html" }],
    ["more than 25 MB", { size: 26_214_401 }],
    ["a size of 0", { size: 0 }],
    ["a fractional size", { size: 1.5 }],
    ["no name", { filename: "" }],
    ["a name of 101 characters", { filename: "😀".repeat(101) }],
    ["a name that is only a path", { filename: "../.." }],
    ["a name with a control character", { filename: "a\u0000.txt" }],
    ["an unknown field", { key: "attachments/x" }],
  ])("for %s", async (_what, changes) => {
    const chatId = await newChat();
    const answer = await ana.post(`${chats}/${chatId}/attachments`, declaration(changes));
    expect(codeOf(answer)).toBe("422 invalid_request");
  });

  it("to a non-participant", async () => {
    const chatId = await newChat();
    const dan = await apiAs(cloud, "dan");
    expect(codeOf(await dan.post(`${chats}/${chatId}/attachments`, declaration({})))).toBe("404 not_found");
  });
});

describe("a message cannot use", () => {
  it.each([
    ["an unknown attachment", async () => "01NOSUCHATTACHMENT"],
    ["another chat's file", async () => uploaded(ana, await newChat())],
    ["another user's file", async (chatId: string) => uploaded(ben, chatId)],
  ])("%s: 404", async (_what, attachment) => {
    const chatId = await newChat();
    const mine = await uploaded(ana, chatId);
    const message = messageWith(mine, await attachment(chatId));
    expect(codeOf(await send(ana, chatId, message))).toBe("404 not_found");
    // The refused message claimed nothing: its valid attachment is still unused.
    expect(codeOf(await send(ana, chatId, messageWith(mine)))).toBe("201");
  });

  it("a file before its upload: 409", async () => {
    const chatId = await newChat();
    const link = await announce(ana, chatId);
    const message = messageWith(link.attachmentId);
    expect(codeOf(await send(ana, chatId, message))).toBe("409 attachment_not_ready");
    await put(link, picture.bytes);
    expect(codeOf(await send(ana, chatId, message))).toBe("201");
  });

  it("a file of another message: 409; but the other message's retry succeeds", async () => {
    const chatId = await newChat();
    const [one, other] = [await uploaded(ana, chatId), await uploaded(ana, chatId)];
    const message = messageWith(one, one);
    const first = await send(ana, chatId, message);
    expect(first.status).toBe(201);
    expect(codeOf(await send(ana, chatId, messageWith(one)))).toBe("409 conflict");
    const again = await send(ana, chatId, message);
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([200, "true"]);
    expect(again.body).toEqual(first.body);
    const changed = { ...message, attachmentIds: [one, other] };
    expect(codeOf(await send(ana, chatId, changed))).toBe("409 conflict");
    expect(codeOf(await send(ana, chatId, messageWith(other)))).toBe("201");
  });

  it("more than ten files, counted with duplicates", async () => {
    const chatId = await newChat();
    const one = await uploaded(ana, chatId);
    const eleven = messageWith(...Array.from({ length: 11 }, () => one));
    expect(codeOf(await send(ana, chatId, eleven))).toBe("422 invalid_request");
    const ten = await Promise.all(Array.from({ length: 10 }, () => uploaded(ana, chatId)));
    expect(codeOf(await send(ana, chatId, messageWith(...ten)))).toBe("201");
  });

  it("a file that a concurrent message uses: one of them wins", async () => {
    const chatId = await newChat();
    const attachmentId = await uploaded(ana, chatId);
    const racing = Array.from({ length: 6 }, () => send(ana, chatId, messageWith(attachmentId)));
    const codes = (await Promise.all(racing)).map(codeOf).sort();
    expect(codes).toEqual(["201", ...Array.from({ length: 5 }, () => "409 conflict")]);
    expect(await readLog(ana, chatId)).toHaveLength(2);
  });
});

describe("a file is not available", () => {
  it("to non-participants, under another chat, and before it is posted: 404", async () => {
    const chatId = await newChat();
    const attachmentId = await uploaded(ana, chatId);
    expect(await download(ana, chatId, attachmentId)).toBe("404 not_found");
    await send(ana, chatId, messageWith(attachmentId));
    expect(await download(ana, chatId, attachmentId)).toBe("200");
    expect(await download(await apiAs(cloud, "dan"), chatId, attachmentId)).toBe("404 not_found");
    expect(await download(ana, await newChat(), attachmentId)).toBe("404 not_found");
    expect(await download(ana, chatId, "a%23b")).toBe("404 not_found");
  });

  it("to a participant added later without history, but to one added with history", async () => {
    const chatId = await newChat();
    const [early, late] = [await uploaded(ana, chatId), await uploaded(ana, chatId)];
    await send(ana, chatId, messageWith(early));
    const add = (userId: string, historyAccess: string) =>
      ana.post(`${chats}/${chatId}/participants`, { userIds: [userId], historyAccess });
    await add("dan", "none");
    await add("cara", "full");
    await send(ana, chatId, messageWith(late));
    const [dan, cara] = [await apiAs(cloud, "dan"), await apiAs(cloud, "cara")];
    expect(await download(dan, chatId, early)).toBe("404 not_found");
    expect(await download(dan, chatId, late)).toBe("200");
    expect(await download(cara, chatId, early)).toBe("200");
  });

  it("to a Login-As session", async () => {
    const chatId = await newChat();
    const attachmentId = await uploaded(ana, chatId);
    await send(ana, chatId, messageWith(attachmentId));
    const actor = apiWith(cloud, await cloud.issuer.issue({ userId: "gus", actAs: "ana" }));
    expect(await download(actor, chatId, attachmentId)).toBe("403 impersonation_forbidden");
    const { status } = await actor.post(`${chats}/${chatId}/attachments`, {});
    expect(status).toBe(403);
  });
});

describe("with malware scans", () => {
  it("a file is available only after a clean scan, and an infected one gets 404", async () => {
    const scanning = await startTestCloud({ malwareScan: "on" });
    try {
      const api = await apiAs(scanning, "ana");
      const { id } = await startChat(api, ["ben"]);
      scanning.s3.setVerdict("pending");
      const waiting = await uploaded(api, id);
      await send(api, id, messageWith(waiting));
      expect(await download(api, id, waiting)).toBe("409 attachment_not_ready");
      scanning.s3.setVerdict("infected");
      const infected = await uploaded(api, id);
      await send(api, id, messageWith(infected));
      expect(await download(api, id, infected)).toBe("404 not_found");
      scanning.s3.setVerdict("clean");
      const clean = await uploaded(api, id);
      await send(api, id, messageWith(clean));
      expect(await download(api, id, clean)).toBe("200");
      expect(scanning.complaints).toEqual([]);
    } finally {
      await scanning.stop();
    }
  });
});
