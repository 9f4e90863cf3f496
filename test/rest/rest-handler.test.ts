import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { labsSwitch } from "../../functions/domain/directory/labs.ts";
import { ChatError } from "../../functions/domain/errors.ts";
import { chatOperations } from "../../functions/rest/chats.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { memoryPorts, NOON, profile } from "../support/memory-ports.ts";
import { lambdaContext, restEvent, serviceSession, userSession } from "../support/rest-event.ts";
import { unlimited } from "../support/settings.ts";

const base = "/locations/{locationId}/internal-chats";
const operations = chatOperations({ version: "1.2.3", ...unlimited });

let ports: ReturnType<typeof memoryPorts>;

beforeEach(() => {
  ports = memoryPorts();
});

const Failure = z.object({
  statusCode: z.number(),
  code: z.string(),
  error: z.string(),
  message: z.unknown(),
  traceId: z.string(),
});

async function call(event: Parameters<typeof restEvent>[0]) {
  const handle = restHandler({ group: "chats", operations, ports, allowedOrigins: ["https://app.test"] });
  const answer = await handle(restEvent(event), lambdaContext);
  const body: unknown = answer.body === "" ? undefined : JSON.parse(answer.body);
  return { status: answer.statusCode, headers: answer.headers ?? {}, body };
}

const create = (changes: Partial<Parameters<typeof restEvent>[0]> = {}) =>
  call({
    method: "POST",
    resource: base,
    params: { locationId: "loc" },
    body: { participantIds: ["ben"] },
    session: userSession("ana"),
    ...changes,
  });

/** The failure of an answer, after a look at its shape. */
async function failed(answer: ReturnType<typeof call>) {
  const { status, body } = await answer;
  const failure = Failure.parse(body);
  expect(failure.statusCode).toBe(status);
  expect(Array.isArray(failure.message)).toBe(status === 422);
  return `${status} ${failure.code}`;
}

describe("the checks of a request", () => {
  const off = { permissions: { conversationsEnabled: false, assignedDataOnly: false } };
  const broken = { body: "{", headers: { "Content-Type": "application/json" } };

  // Each row has everything wrong that the rows below it have: the first in the contract's order answers.
  it.each([
    ["no token", "401 unauthenticated", { session: undefined, ...broken }],
    ["an unknown user", "401 unauthenticated", { session: userSession("zoe"), ...broken }],
    [
      "an expired session",
      "401 unauthenticated",
      { session: userSession("ana", { expiresAt: NOON / 1000 }), ...broken },
    ],
    [
      "a body over 256 KB",
      "413 payload_too_large",
      { session: serviceSession, body: "{".repeat(262_145), headers: {} },
    ],
    [
      "a body of another type",
      "415 unsupported_media_type",
      { session: serviceSession, body: "{", headers: { "content-type": "text/plain" } },
    ],
    ["broken JSON", "400 malformed_json", { session: serviceSession, ...broken }],
    [
      "a service token",
      "403 insufficient_scope",
      { session: serviceSession, params: { locationId: "no" }, body: [] },
    ],
    [
      "an unknown location",
      "403 not_in_location",
      { session: userSession("off", { actorId: "eve" }), params: { locationId: "no" }, body: [] },
    ],
    ["a location id of another shape", "403 not_in_location", { params: { locationId: "a#b" }, body: [] }],
    [
      "conversations off",
      "403 conversations_disabled",
      { session: userSession("off", { actorId: "eve" }), body: [] },
    ],
    [
      "Login As",
      "403 impersonation_forbidden",
      { session: userSession("ana", { actorId: "eve" }), params: { locationId: "labs" }, body: [] },
    ],
    ["Labs off", "403 feature_not_enabled", { params: { locationId: "labs" }, body: [] }],
    ["a body that breaks the schema", "422 invalid_request", { body: [] }],
    ["a stranger among the participants", "422 not_a_location_user", { body: { participantIds: ["zoe"] } }],
  ])("%s: %s", async (_what, expected, changes) => {
    ports.directory.users.set("off", profile("off", off));
    ports.directory.users.set("ana", profile("ana", { locationIds: ["loc", "labs"] }));
    const labs = { locationId: "labs", companyId: "acme", name: "Labs", updatedAt: "" };
    ports.directory.locations.set("labs", labs);
    if (expected.includes("feature") || expected.includes("impersonation")) {
      ports.feature = labsSwitch(ports.clock, NOON + 1);
    }
    expect(await failed(create(changes))).toBe(expected);
    expect(ports.chats.stored.size).toBe(0);
  });

  it("writes down who tried as somebody else", async () => {
    await create({ session: userSession("ana", { actorId: "gus" }) });
    expect(ports.log.lines).toContainEqual({
      level: "audit",
      message: "impersonation refused",
      fields: { actorId: "gus", userId: "ana", operation: "createChat" },
    });
  });

  it("lets everybody in from the moment of general availability", async () => {
    ports.feature = labsSwitch(ports.clock, NOON);
    expect((await create()).status).toBe(201);
  });

  it("lets in whom Labs let in before general availability", async () => {
    ports.feature = labsSwitch(ports.clock, NOON + 1);
    const location = {
      locationId: "loc",
      companyId: "acme",
      name: "Main",
      updatedAt: "",
      labs: { internalChat: true },
    };
    ports.directory.locations.set("loc", location);
    expect((await create()).status).toBe(201);
  });

  const failWith = (error: Error) => {
    ports.chats.create = async () => Promise.reject(error);
  };

  it("says when to try again what is busy", async () => {
    failWith(new ChatError("unavailable", "The service is busy, try again"));
    const answer = await create();
    expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "1"]);
  });

  it("says nothing of what went wrong inside", async () => {
    failWith(new Error("table chat-prod is gone"));
    const answer = await create();
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain("chat-prod");
    expect(ports.log.lines.some(({ level }) => level === "error")).toBe(true);
  });
});

describe("bad input", () => {
  it.each([
    ["a wrong type", { participantIds: "ben" }, "participantIds: "],
    ["an unknown field", { participantIds: ["ben"], colour: "red" }, "colour: is not a known field"],
    ["__proto__", '{"participantIds":["ben"],"__proto__":{"admin":true}}', "__proto__: "],
    [
      "a nested __proto__",
      '{"participantIds":["ben"],"message":{"body":"a","clientMessageId":"b","__proto__":{}}}',
      "message.__proto__: ",
    ],
    ["an id with a hash", { participantIds: ["b#en"] }, "participantIds.0: "],
    [
      "100 ids, though they be one",
      { participantIds: Array.from({ length: 100 }, () => "ben") },
      "participantIds: ",
    ],
    ["nobody", { participantIds: [] }, "participantIds: "],
    ["oneself only", { participantIds: ["ana"] }, "participantIds: "],
    [
      "a subject of 121 characters",
      { participantIds: ["ben"], subject: "s".repeat(121) },
      "subject: must have at most 120 characters",
    ],
    [
      "5,001 characters",
      { participantIds: ["ben"], message: { body: "😀".repeat(5001), clientMessageId: "m" } },
      "message.body: must have at most 5000 characters",
    ],
    [
      "a lone surrogate",
      '{"participantIds":["ben"],"message":{"body":"a\\ud800","clientMessageId":"m"}}',
      "message.body: ",
    ],
    [
      "a record of another kind",
      { participantIds: ["ben"], records: [{ type: "planet", id: "x" }] },
      "records.0.type: ",
    ],
    ["null", "null", "body: "],
  ])("%s is 422, its path first, and stores nothing", async (_what, body, problem) => {
    const { status, body: answer } = await create({ body });
    const { message, code } = Failure.parse(answer);
    expect([status, code]).toEqual([422, "invalid_request"]);
    expect(
      z
        .array(z.string())
        .parse(message)
        .some((line) => line.startsWith(problem)),
    ).toBe(true);
    expect(ports.chats.stored.size).toBe(0);
  });

  it.each<Record<string, string>>([
    { limit: "0" },
    { limit: "101" },
    { limit: "ten" },
    { limit: "1.5" },
    { status: "new" },
  ])("%j in a list's query is 422", async (query) => {
    const listing = call({
      method: "GET",
      resource: base,
      params: { locationId: "loc" },
      query,
      session: userSession("ana"),
    });
    expect(await failed(listing)).toBe("422 invalid_request");
  });

  it("an altered cursor is 400, an unknown parameter nothing", async () => {
    const get = (query: Record<string, string>) =>
      call({
        method: "GET",
        resource: base,
        params: { locationId: "loc" },
        query,
        session: userSession("ana"),
      });
    expect(await failed(get({ cursor: "[1,2]" }))).toBe("400 invalid_cursor");
    expect((await get({ colour: "red" })).status).toBe(200);
  });

  it.each(["a#b", "a/b", "", "x".repeat(65), "01UNKNOWN"])("a chat %j is 404", async (chatId) => {
    const params = { locationId: "loc", chatId };
    const getting = call({
      method: "GET",
      resource: `${base}/{chatId}`,
      params,
      session: userSession("ana"),
    });
    expect(await failed(getting)).toBe("404 not_found");
  });
});

describe("answers", () => {
  it("of a send: 201, and of its retry 200 with a header", async () => {
    const chat = z.object({ id: z.string() }).parse((await create()).body);
    const send = () =>
      call({
        method: "POST",
        resource: `${base}/{chatId}/messages`,
        params: { locationId: "loc", chatId: chat.id },
        body: { clientMessageId: "m", body: "Hi" },
        session: userSession("ben"),
      });
    const first = await send();
    const again = await send();
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.headers["Idempotent-Replayed"]).toBe("true");
    expect(first.headers["Idempotent-Replayed"]).toBeUndefined();
    expect(again.body).toEqual(first.body);
  });

  it("of the log: both bounds at once are 422, outside of it is empty", async () => {
    const chat = z.object({ id: z.string() }).parse((await create()).body);
    const list = (query: Record<string, string>) =>
      call({
        method: "GET",
        resource: `${base}/{chatId}/messages`,
        params: { locationId: "loc", chatId: chat.id },
        query,
        session: userSession("ana"),
      });
    expect(await failed(list({ beforeSeq: "3", afterSeq: "1" }))).toBe("422 invalid_request");
    const nothing = { entries: [], lastSeq: 1, firstVisibleSeq: 1 };
    const beyond = `${Number.MAX_SAFE_INTEGER}`;
    expect((await list({ afterSeq: "9" })).body).toEqual(nothing);
    expect((await list({ afterSeq: beyond })).body).toEqual(nothing);
    expect((await list({ afterSeq: "9".repeat(400) })).body).toEqual(nothing);
    expect((await list({ beforeSeq: beyond })).body).toMatchObject({ entries: [{ seq: 1 }] });
    expect((await list({})).body).toMatchObject({ entries: [{ seq: 1, kind: "chat_created" }], lastSeq: 1 });
  });

  it("of the service's health need no token", async () => {
    const { status, body } = await call({ method: "GET", resource: "/health" });
    expect([status, body]).toEqual([200, { status: "ok", version: "1.2.3" }]);
  });

  it("of a refusal leave one line in the log as well", async () => {
    await create({ session: undefined });
    expect(ports.log.lines).toEqual([
      {
        level: "info",
        message: "request",
        fields: { traceId: "trace-1", method: "POST", route: base, statusCode: 401 },
      },
    ]);
  });

  it("leave one line in the log, without ids, bodies or query", async () => {
    await create({ body: { participantIds: ["ben"], subject: "Secret deal" } });
    const [line] = ports.log.lines;
    expect(line).toEqual({
      level: "info",
      message: "request",
      fields: { traceId: "trace-1", method: "POST", route: base, statusCode: 201 },
    });
  });
});
