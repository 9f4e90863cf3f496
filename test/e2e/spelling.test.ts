import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { type Api, apiAs, apiWith, chats, codeOf, startChat } from "../support/api-client.ts";
import { announce, linkTo, put } from "../support/attachments.ts";
import { conversationUpdate } from "../support/conversations.ts";
import { eventually } from "../support/eventually.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { userRecord } from "../support/user-record.ts";

let cloud: TestCloud;
let ana: Api;
let ben: Api;
let directory: Api;

beforeAll(async () => {
  cloud = await startTestCloud();
  [ana, ben] = [await apiAs(cloud, "ana"), await apiAs(cloud, "ben")];
  directory = apiWith(cloud, await cloud.issuer.issue({ scope: "directory.write" }));
});

afterAll(async () => {
  await cloud.stop();
  expect(cloud.complaints).toEqual([]);
});

const Ids = z.object({
  users: z.array(z.object({ id: z.string() })).optional(),
  chats: z.array(z.object({ id: z.string() })).optional(),
});
async function found(list: "users" | "internal-chats", query: string): Promise<string[]> {
  const { body } = await ana.get(`/locations/loc-main/${list}?query=${encodeURIComponent(query)}`);
  const { users = [], chats: some = [] } = Ids.parse(body);
  return [...users, ...some].map(({ id }) => id);
}

describe("search", () => {
  it("finds users however their names are spelled", async () => {
    const names = { isil: "Işıl Yıldız", ram: "राम", obrien: "Liam O'Brien", sakura: "サクラ" };
    for (const [id, name] of Object.entries(names)) {
      expect(codeOf(await directory.put(`/directory/users/${id}`, { ...userRecord(name), email: "e" }))).toBe(
        "200",
      );
    }
    for (const [query, expected] of [
      ["ışıl", ["isil"]],
      ["IŞIL", ["isil"]],
      ["YILDIZ", ["isil"]],
      ["\u200eyıldız", ["isil"]],
      ["राम", ["ram"]],
      ["रीम", []],
      ["O’Brien", ["obrien"]],
      ["さくら", ["sakura"]],
    ] as const) {
      expect(await found("users", query), query).toEqual(expected);
    }
  });

  it("finds chats by subject and last message, passing over code points that show nothing", async () => {
    const { id } = await startChat(ana, ["ben"], {
      subject: "ดูหนัง mo\u00advie",
      message: { clientMessageId: "m", body: "می\u200cخواهم \u200bO’Hara" },
    });
    for (const query of ["movie", "ดูหนัง", "میخواهم", "o'hara", "\u202amovie"]) {
      expect(await found("internal-chats", query), query).toEqual([id]);
    }
    expect(await found("internal-chats", "ดี")).toEqual([]);
  });

  it.each(["users", "internal-chats"])("refuses long queries of %s", async (list) => {
    const get = async (query: string) => codeOf(await ana.get(`/locations/loc-main/${list}?query=${query}`));
    expect(await get("a".repeat(200))).toBe("200");
    expect(await get("a".repeat(201))).toBe("422 invalid_request");
    expect(await get(Array(10).fill("a").join("%20"))).toBe("200");
    expect(await get(Array(11).fill("a").join("%20"))).toBe("422 invalid_request");
    expect(await get(Array(3900).fill("a").join("%20"))).toBe("422 invalid_request");
  });
});

describe("texts", () => {
  it.each(["\u200b", "\u00ad \u2060", "\u3164", "\ufe0f", "\u202e\n"])("%j is no text", async (text) => {
    const { id } = await startChat(ana, ["ben"]);
    const answers = [
      await ana.post(`${chats}/${id}/messages`, { clientMessageId: "m", body: text }),
      await ana.request("PATCH", `${chats}/${id}`, { body: { subject: text } }),
      await ana.post(chats, { participantIds: ["ben"], subject: text }),
      await ana.post(`${chats}/${id}/attachments`, { filename: text, contentType: "text/plain", size: 1 }),
      await directory.put("/directory/users/nobody", userRecord(text)),
      await directory.put("/directory/locations/loc-none", {
        companyId: "acme",
        name: text,
        updatedAt: "2026-01-01T00:00:00.000Z",
      }),
    ];
    expect(answers.map(codeOf)).toEqual(answers.map(() => "422 invalid_request"));
  });

  it("a subject has one line", async () => {
    const { id } = await startChat(ana, ["ben"]);
    for (const subject of ["a\nb", "a\u2028b"]) {
      expect(codeOf(await ana.request("PATCH", `${chats}/${id}`, { body: { subject } }))).toBe(
        "422 invalid_request",
      );
    }
  });

  it.each([
    ["a letter with 300 marks", `Z${"\u0301".repeat(300)}text`, `Z${"\u0301".repeat(199)}`],
    ["200 line breaks", `${"\n".repeat(200)}Hi\nBen`, "Hi Ben"],
  ])("a message that begins with %s has a preview that shows", async (_what, body, preview) => {
    const { id } = await startChat(ana, ["ben"]);
    const { deviceId } = z
      .object({ deviceId: z.string() })
      .parse((await ben.post("/me/devices", { platform: "fcm", token: "spelling" })).body);
    await ana.post(`${chats}/${id}/messages`, { clientMessageId: "m", body });
    expect((await ben.get(`${chats}/${id}`)).body).toMatchObject({ lastMessageBody: preview });
    const pushed = () =>
      cloud
        .notifications()
        .some(
          ({ target, body: payload }) =>
            target === deviceId && JSON.stringify(payload).includes(JSON.stringify(preview).slice(1, -1)),
        );
    expect(await eventually(() => pushed() || undefined)).toBe(true);
  });
});

describe("files", () => {
  it("have a media type in any case, with parameters", async () => {
    const { id } = await startChat(ana, ["ben"]);
    const bytes = Buffer.from("sound");
    const link = await announce(ana, id, {
      filename: "a.webm",
      contentType: "Audio/WebM; codecs=opus",
      bytes,
    });
    expect(link.upload.headers).toMatchObject({ "Content-Type": "audio/webm;codecs=opus" });
    expect((await put(link, bytes)).status).toBe(200);
    const message = { clientMessageId: "m", attachmentIds: [link.attachmentId] };
    expect((await ana.post(`${chats}/${id}/messages`, message)).body).toMatchObject({
      attachments: [{ contentType: "audio/webm;codecs=opus" }],
    });
    const { url, contentType } = await linkTo(ben, id, link.attachmentId);
    expect(contentType).toBe("audio/webm;codecs=opus");
    expect((await fetch(url)).headers.get("content-type")).toBe("audio/webm;codecs=opus");
  });

  it.each([
    ["setup.exe", "text/plain", "422 invalid_request"],
    ["a.lnk", "text/plain", "422 invalid_request"],
    ["x.js", "text/plain", "422 invalid_request"],
    ["run.html", "image/png", "422 invalid_request"],
    ["README", "text/plain", "201"],
    ["a.flac", "audio/flac", "201"],
    [`/${"x".repeat(200)}/a.TXT`, "TEXT/plain", "201"],
    ["a.txt", `text/plain;a=${"b".repeat(200)}`, "422 invalid_request"],
  ])("%s as %s is %s", async (filename, contentType, expected) => {
    const { id } = await startChat(ana, ["ben"]);
    expect(codeOf(await ana.post(`${chats}/${id}/attachments`, { filename, contentType, size: 1 }))).toBe(
      expected,
    );
  });
});

describe("devices", () => {
  it("take a token of Apple for the same in any case", async () => {
    const token = "0a1B".repeat(16);
    const register = (it: string) => ana.post("/me/devices", { platform: "apns", token: it });
    const first = await register(token.toLowerCase());
    expect(codeOf(first)).toBe("201");
    expect((await register(token.toUpperCase())).body).toEqual(first.body);
    expect(
      z.object({ devices: z.array(z.unknown()) }).parse((await ana.get("/me/devices")).body).devices,
    ).toHaveLength(1);
    expect(codeOf(await register("token"))).toBe("422 invalid_request");
  });
});

describe("quiet hours", () => {
  it.each([
    ["Europe/Berlin", "200"],
    ["Asia/Calcutta", "200"],
    ["BST", "422 invalid_request"],
    ["europe/berlin", "422 invalid_request"],
  ])("in %s are %s", async (timeZone, expected) => {
    const quietHours = { start: "22:00", end: "22:00", timeZone };
    const preferences = { internalChat: "none", quietHours };
    expect(codeOf(await ana.put("/me/notification-preferences", preferences))).toBe(expected);
  });
});

describe("an Idempotency-Key", () => {
  it("stands for the same request with ids in another order and without a subject", async () => {
    const create = (body: object) =>
      ana.request("POST", chats, { body, headers: { "Idempotency-Key": "spelling" } });
    const first = await create({ participantIds: ["ben", "cara"], subject: null });
    const again = await create({ participantIds: ["cara", "ben"] });
    expect([codeOf(first), codeOf(again)]).toEqual(["201", "200"]);
    expect(again.body).toMatchObject({ id: Object(first.body).id });
    expect(codeOf(await create({ participantIds: ["ben"] }))).toBe("409 conflict");
  });
});

describe("a customer conversation", () => {
  it("keeps its assignment although its text is cut inside a character", async () => {
    const { id, ...update } = conversationUpdate("conv-cut", {
      locationId: "loc-main",
      assignedTo: "cara",
      lastMessageBody: "Thanks 🙏".slice(0, -1),
    });
    expect(codeOf(await directory.put(`/directory/conversations/${id}`, update))).toBe("200");
    const cara = await apiAs(cloud, "cara");
    expect((await cara.get("/locations/loc-main/conversations?folder=assigned")).body).toMatchObject({
      conversations: expect.arrayContaining([
        expect.objectContaining({ id, assignedTo: "cara", lastMessageBody: "Thanks " }),
      ]),
    });
  });
});
