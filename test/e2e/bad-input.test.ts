import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { routes } from "../../functions/rest/routes.ts";
import { type Api, apiAs, apiWith, chats, codeOf, readLog, startChat } from "../support/api-client.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs } from "../support/socket-client.ts";

let cloud: TestCloud;
let ana: Api;
let chatId: string;

beforeAll(async () => {
  cloud = await startTestCloud();
  ana = await apiAs(cloud, "ana");
});

beforeEach(async () => {
  chatId = (await startChat(ana, ["ben"])).id;
});

afterAll(async () => {
  await cloud.stop();
  expect(cloud.complaints).toEqual([]);
});

const messages = () => `${chats}/${chatId}/messages`;
const post = (body: unknown, headers: Record<string, string> = {}) =>
  ana.request("POST", messages(), { body, headers });

describe("paths and methods", () => {
  it.each([
    "/",
    "/nothing",
    "/locations",
    "/locations/loc-main",
    "/me/devices/x/y",
    "/directory/users",
    "/locations/a/internal-chats/b/c",
  ])("the unknown path %s is 404 with and without a token", async (path) => {
    expect(codeOf(await apiWith(cloud).get(path))).toBe("404 not_found");
    expect(codeOf(await ana.get(path))).toBe("404 not_found");
  });

  it("a known path with an unknown method is 405 without a token", async () => {
    const paths = [...new Set(routes.map(({ path }) => path))];
    for (const path of paths) {
      const known = new Set<string>(
        routes.filter((route) => route.path === path).map(({ method }) => method),
      );
      const concrete = path
        .replace("{locationId}", "loc-main")
        .replace("{chatId}", "x")
        .replace("{userId}", "x");
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((it) => !known.has(it))) {
        expect(codeOf(await apiWith(cloud).request(method, concrete)), `${method} ${concrete}`).toBe(
          "405 method_not_allowed",
        );
      }
    }
  });

  it.each(["a%23b", "a%2Fb", "%00", "..", "x".repeat(65), "%F0%9F%98%80"])(
    "the chat id %s is 404",
    async (id) => {
      expect(codeOf(await ana.get(`${chats}/${id}/messages`))).toBe("404 not_found");
    },
  );

  it.each(["a%23b", "a%2Fb", "nowhere"])("the location id %s is 403", async (id) => {
    expect(codeOf(await ana.get(`/locations/${id}/internal-chats`))).toBe("403 not_in_location");
  });

  it("an invalid id in the directory is 422", async () => {
    const service = apiWith(cloud, await cloud.issuer.issue({ scope: "directory.write" }));
    const location = { companyId: "acme", name: "X", updatedAt: "2026-01-01T00:00:00.000Z" };
    expect(codeOf(await service.put("/directory/locations/a%23b", location))).toBe("422 invalid_request");
  });
});

describe("bodies", () => {
  const text = { clientMessageId: "m", body: "Hi" };

  it.each<[string, string, unknown, Record<string, string>?]>([
    ["broken JSON", "400 malformed_json", '{"body":'],
    ["an empty body", "400 malformed_json", ""],
    [
      "a form",
      "415 unsupported_media_type",
      "body=Hi",
      { "content-type": "application/x-www-form-urlencoded" },
    ],
    ["over 256 KB", "413 payload_too_large", { ...text, body: "x".repeat(262_144) }],
    ["1 MB", "413 payload_too_large", "x".repeat(1_048_576)],
    ["an array", "422 invalid_request", []],
    ["a number", "422 invalid_request", "42"],
    ["wrong types", "422 invalid_request", { clientMessageId: 7, body: ["Hi"] }],
    ["5,001 characters", "422 invalid_request", { ...text, body: "x".repeat(5001) }],
    ["a lone surrogate", "422 invalid_request", '{"clientMessageId":"m","body":"\\ud83d"}'],
    ["white space only", "422 invalid_request", { ...text, body: " \n " }],
    ["a null character", "422 invalid_request", { ...text, body: "a\u0000b" }],
    ["an unknown field", "422 invalid_request", { ...text, admin: true }],
    ["__proto__", "422 invalid_request", '{"clientMessageId":"m","body":"Hi","__proto__":{"x":1}}'],
    ["a key of 65 characters", "422 invalid_request", { ...text, clientMessageId: "k".repeat(65) }],
    [
      "eleven records",
      "422 invalid_request",
      { ...text, records: Array.from({ length: 11 }, () => ({ type: "contact", id: "c" })) },
    ],
    ["a reply to nothing", "422 invalid_request", { ...text, replyToSeq: 99 }],
    ["an unknown attachment", "404 not_found", { clientMessageId: "m", attachmentIds: ["01NONE"] }],
  ])("%s is %s and stores nothing", async (_what, expected, body, headers) => {
    expect(codeOf(await post(body, headers))).toBe(expected);
    expect(await readLog(ana, chatId)).toHaveLength(1);
  });

  it("stores texts unchanged", async () => {
    const body = "👨‍👩‍👧‍👦 naïve\tcafé\n العربية \u200d#/<script>__proto__";
    expect((await post({ ...text, body })).body).toMatchObject({ body });
    expect((await readLog(ana, chatId)).at(-1)?.body).toBe(body);
  });

  it("accepts 5,000 characters of four bytes each", async () => {
    const answer = await post({ ...text, body: "😀".repeat(5000) });
    expect(answer.status).toBe(201);
  });

  it("a body over 10 MB gets the gateway's own 413", async () => {
    expect((await post("x".repeat(10_485_761))).status).toBe(413);
  });
});

describe("frames", () => {
  it("of bytes close the socket with 1003", async () => {
    const socket = await connectAs(cloud, "ana");
    const closed = socket.closeCode();
    socket.send(Buffer.from("bytes"));
    expect(await closed).toBe(1003);
  });

  it("over 32 KB close the socket with 1009", async () => {
    const socket = await connectAs(cloud, "ana");
    const closed = socket.closeCode();
    socket.send(JSON.stringify({ action: "ping", requestId: "r", padding: "x".repeat(32_768) }));
    expect(await closed).toBe(1009);
  });

  it.each<[string, string, unknown]>([
    ["broken JSON", "400 malformed_json null", "{"],
    ["an unknown action", "422 invalid_request r", { action: "toString", requestId: "r" }],
    ["no action", "422 invalid_request r", { requestId: "r" }],
    ["an action that is no string", "422 invalid_request r", { action: { a: 1 }, requestId: "r" }],
    [
      "a lone surrogate",
      "422 invalid_request r",
      '{"action":"send","requestId":"r","chatId":"c","clientMessageId":"m","body":"\\ude00"}',
    ],
  ])("with %s get an error frame, and the socket stays open", async (_what, expected, frame) => {
    const socket = await connectAs(cloud, "ana");
    socket.send(frame);
    const { statusCode, code, requestId } = await socket.next(({ type }) => type === "error");
    expect(`${statusCode} ${code} ${requestId}`).toBe(expected);
    expect(await socket.ask("ping")).toMatchObject({ type: "ack" });
    await socket.close();
  });

  it("of 27 KB of unknown fields get an error of at most 4 KB, with a traceId", async () => {
    const socket = await connectAs(cloud, "ana");
    const fields = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`wrongField${index}`, 1]));
    const error = await socket.ask("ping", fields);
    expect(error).toMatchObject({ statusCode: 422, traceId: expect.stringMatching(/./) });
    expect(error.message).toHaveLength(20);
    expect(Buffer.byteLength(JSON.stringify(error))).toBeLessThanOrEqual(4096);
    await socket.close();
  });

  it("of sync leave out an id of 2,033 characters", async () => {
    const socket = await connectAs(cloud, "ana");
    const ack = await socket.ask("sync", { chats: { [chatId]: 1, ["x".repeat(2033)]: 0 } });
    expect(Object.keys(Object(ack.chats))).toEqual([chatId]);
    await socket.close();
  });
});
