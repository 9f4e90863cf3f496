import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import type { TokenVerifier } from "../../functions/domain/directory/ports.ts";
import { Session } from "../../functions/domain/directory/session.ts";
import { ChatError } from "../../functions/domain/errors.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import { contextOf } from "../../functions/middleware/session-context.ts";
import { websocketHandler } from "../../functions/websocket/websocket-handler.ts";
import { connection, memoryPorts, NOON, profile } from "../support/memory-ports.ts";
import { serviceSession, userSession } from "../support/rest-event.ts";
import { unlimited } from "../support/settings.ts";

let ports: ReturnType<typeof portsOfTest>;

/** Tokens are sessions as JSON here. */
const verifier: TokenVerifier = {
  verify: async (token) => (token === "bad" ? undefined : Session.parse(JSON.parse(token))),
};
const portsOfTest = () => ({ ...memoryPorts(), verifier });

beforeEach(() => {
  ports = portsOfTest();
});

interface Happening {
  readonly type?: "CONNECT" | "DISCONNECT" | "MESSAGE";
  readonly session?: Session | undefined;
  readonly locationId?: string;
  readonly body?: string;
}

function handle({ type = "MESSAGE", session = userSession("ana"), locationId = "loc", body }: Happening) {
  return websocketHandler(
    ports,
    unlimited,
  )({
    requestContext: {
      connectionId: "ana-socket",
      eventType: type,
      connectedAt: NOON,
      requestId: "trace-1",
      authorizer: { ...contextOf(session), locationId },
    },
    ...(body !== undefined && { body }),
  });
}

async function say(frame: unknown, happening: Happening = {}) {
  const body = typeof frame === "string" ? frame : JSON.stringify(frame);
  const answer = await handle({ ...happening, body });
  expect(answer.statusCode).toBe(200);
  return z.looseObject({ type: z.string(), requestId: z.string().nullable() }).parse(JSON.parse(answer.body));
}

async function chatOfTwo() {
  const request = { participantIds: ["ben"] };
  const {
    chat: { id },
  } = await createChat(ports, { locationId: "loc", creatorId: "ana", request });
  return id;
}

describe("$connect", () => {
  it("registers the socket and answers the subprotocol", async () => {
    const answer = await handle({ type: "CONNECT" });
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { "Sec-WebSocket-Protocol": "internal-chat.v1" },
    });
    expect(ports.connections.connections).toEqual([
      connection("ana", { connectedAt: NOON, expiresAt: NOON / 1000 + 600 }),
    ]);
  });

  it("marks a Login-As session, which may connect", async () => {
    await handle({ type: "CONNECT", session: userSession("ana", { actorId: "gus" }) });
    expect(ports.connections.connections).toMatchObject([{ userId: "ana", loginAs: true }]);
  });

  it("closes the sockets that it pushes out", async () => {
    ports.connections.add = async () => [connection("ana", { connectionId: "oldest" })];
    await handle({ type: "CONNECT" });
    expect(ports.push.closed).toEqual(["oldest"]);
  });

  it("forgets the socket, and refuses it, where access is lost while it is registered", async () => {
    const { connections } = ports;
    const add = connections.add.bind(connections);
    connections.add = async (one) => {
      ports.directory.users.set("ana", profile("ana", { deleted: true }));
      return add(one);
    };
    expect(await handle({ type: "CONNECT" })).toEqual({ statusCode: 401, body: "" });
    expect(connections.connections).toEqual([]);
  });

  it.each<[string, number, Happening]>([
    ["an unknown user", 401, { session: userSession("zoe") }],
    ["a deleted user", 401, { session: userSession("gone") }],
    ["an expired token", 401, { session: userSession("ana", { expiresAt: NOON / 1000 }) }],
    ["a service token", 403, { session: serviceSession }],
    ["a location one has no part in", 403, { locationId: "elsewhere" }],
    ["no location", 403, { locationId: "" }],
    ["conversations off", 403, { session: userSession("off") }],
  ])("refuses %s with %i, and registers nothing", async (_what, statusCode, happening) => {
    ports.directory.users.set("gone", profile("gone", { deleted: true }));
    const permissions = { conversationsEnabled: false, assignedDataOnly: false };
    ports.directory.users.set("off", profile("off", { permissions }));
    expect(await handle({ type: "CONNECT", ...happening })).toEqual({ statusCode, body: "" });
    expect(ports.connections.connections).toEqual([]);
  });
});

describe("$disconnect", () => {
  it("forgets the socket", async () => {
    ports.connections.connections = [connection("ana"), connection("ben")];
    await handle({ type: "DISCONNECT" });
    expect(ports.connections.connections).toEqual([connection("ben")]);
  });

  it("does not fail where the table is out of reach: nobody waits for its answer", async () => {
    ports.connections.remove = async () => Promise.reject(new Error("down"));
    expect(await handle({ type: "DISCONNECT" })).toEqual({ statusCode: 200, body: "" });
    expect(ports.log.lines.map(({ level }) => level)).toEqual(["warn"]);
  });
});

describe("frames", () => {
  it("ping is acknowledged", async () => {
    expect(await say({ action: "ping", requestId: "r1" })).toEqual({ type: "ack", requestId: "r1" });
  });

  it("send appends, acknowledges with the entry, and reaches the others' sockets", async () => {
    const chatId = await chatOfTwo();
    ports.connections.connections = [connection("ana"), connection("ben")];
    const ack = await say({ action: "send", requestId: "r1", chatId, clientMessageId: "m", body: "Hi" });
    expect(ack).toMatchObject({ type: "ack", requestId: "r1", entry: { seq: 2, body: "Hi", userId: "ana" } });
    expect(ports.push.posts.map(({ connectionId }) => connectionId)).toEqual(["ben-socket"]);
  });

  it.each<[string, string, unknown, Happening]>([
    ["broken JSON", "400 malformed_json null", "{", {}],
    ["no object", "422 invalid_request null", "[]", {}],
    ["an unknown action", "422 invalid_request r1", { action: "dance", requestId: "r1" }, {}],
    ["no requestId", "422 invalid_request null", { action: "ping" }, {}],
    ["a requestId too long", "422 invalid_request null", { action: "ping", requestId: "r".repeat(65) }, {}],
    ["an unknown field", "422 invalid_request r1", { action: "ping", requestId: "r1", x: 1 }, {}],
    [
      "a send without content",
      "422 invalid_request r1",
      { action: "send", requestId: "r1", chatId: "c", clientMessageId: "m" },
      {},
    ],
    [
      "an unknown chat",
      "404 not_found r1",
      { action: "send", requestId: "r1", chatId: "c", clientMessageId: "m", body: "Hi" },
      {},
    ],
    [
      "Login As",
      "403 impersonation_forbidden r1",
      { action: "send", requestId: "r1" },
      { session: userSession("ana", { actorId: "gus" }) },
    ],
  ])("%s gets an error frame", async (_what, expected, frame, happening) => {
    const answer = await say(frame, happening);
    expect(answer.type).toBe("error");
    expect(`${answer.statusCode} ${answer.code} ${answer.requestId}`).toBe(expected);
    expect(ports.chats.stored.size).toBe(0);
  });

  it.each<[string, string, Happening]>([
    [
      "an expired token",
      "401 unauthenticated token_expired",
      { session: userSession("ana", { expiresAt: NOON / 1000 }) },
    ],
    ["a deleted user", "401 unauthenticated access_lost", { session: userSession("zoe") }],
    ["a location left", "403 not_in_location access_lost", { locationId: "elsewhere" }],
  ])("%s gets an error, a last word, and is closed", async (_what, expected, happening) => {
    ports.connections.connections = [connection("ana", { expiresAt: NOON / 1000 })];
    const answer = await handle({ ...happening, body: JSON.stringify({ action: "ping", requestId: "r1" }) });
    expect(answer.body).toBe("");
    const [error, bye] = ports.push.posts.map(({ event }) => event);
    if (error?.type !== "error" || bye?.type !== "bye") throw new Error("other frames");
    expect(`${error.statusCode} ${error.code} ${bye.code}`).toBe(expected);
    expect(ports.push.closed).toEqual(["ana-socket"]);
    expect(ports.connections.connections).toEqual([]);
  });

  it.each(["{", "[]", '{"action":"dance","requestId":"r1"}', '{"action":"ping"}'])(
    "%s closes a connection whose token has expired, as any frame does",
    async (body) => {
      ports.connections.connections = [connection("ana", { expiresAt: NOON / 1000 })];
      await handle({ session: userSession("ana", { expiresAt: NOON / 1000 }), body });
      expect(ports.push.posts.map(({ event }) => event)).toMatchObject([
        { type: "error" },
        { type: "bye", code: "token_expired" },
      ]);
      expect(ports.push.closed).toEqual(["ana-socket"]);
    },
  );

  it("that are wrong are answered as such where the token was renewed", async () => {
    ports.connections.connections = [connection("ana", { expiresAt: NOON / 1000 + 600 })];
    const session = userSession("ana", { expiresAt: NOON / 1000 });
    expect(await say("{", { session })).toMatchObject({ code: "malformed_json" });
    expect(ports.push.closed).toEqual([]);
  });

  it("stay answered where their connection cannot be dismissed now", async () => {
    ports.connections.remove = () => Promise.reject(new ChatError("unavailable", "The service is busy"));
    const body = JSON.stringify({ action: "ping", requestId: "r1" });
    expect(await handle({ session: userSession("zoe"), body })).toEqual({ statusCode: 200, body: "" });
    expect(ports.push.posts.map(({ event }) => event.type)).toEqual(["error"]);
  });

  it("whatever they hold get one answer, never an inner error", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((it) => JSON.stringify({ action: "send", requestId: "r", chatId: it })),
        ),
        async (text) => {
          const answer = await say(text);
          expect(answer.type).toBe("error");
          expect(Number(answer.statusCode)).toBeLessThan(500);
        },
      ),
    );
  });
});

describe("read", () => {
  it("moves the read pointer and answers what is left", async () => {
    const chatId = await chatOfTwo();
    const request = { clientMessageId: "m", body: "Hi" };
    await sendMessage(ports, unlimited, { chat: { locationId: "loc", chatId }, userId: "ben", request });
    const ack = await say({ action: "read", requestId: "r1", chatId, seq: 2 });
    expect(ack).toEqual({ type: "ack", requestId: "r1", readSeq: 2, unreadCount: 0 });
  });
});

describe("typing", () => {
  it("reaches the other participants who are online, and nothing is stored", async () => {
    const chatId = await chatOfTwo();
    ports.connections.connections = [connection("ana"), connection("ben"), connection("cara")];
    expect(await say({ action: "typing", requestId: "r1", chatId, active: true })).toEqual({
      type: "ack",
      requestId: "r1",
    });
    expect(ports.push.posts).toEqual([
      { connectionId: "ben-socket", event: { type: "typing", chatId, userId: "ana", active: true } },
    ]);
    expect(ports.chats.log(chatId)).toHaveLength(1);
  });
});

describe("auth", () => {
  const fresh = (userId: string, changes = {}) =>
    JSON.stringify(userSession(userId, { expiresAt: NOON / 1000 + 9000, ...changes }));
  const auth = (token: string, happening: Happening = {}) =>
    say({ action: "auth", requestId: "r1", token }, happening);

  it("lets the connection live on, for pushes and for frames after the old expiry", async () => {
    ports.connections.connections = [connection("ana")];
    expect(await auth(fresh("ana"))).toMatchObject({ type: "ack", expiresAt: "2026-03-02T14:30:00.000Z" });
    expect(ports.connections.connections).toMatchObject([{ expiresAt: NOON / 1000 + 9000 }]);
    ports.clock.time = NOON + 700_000;
    expect(await say({ action: "ping", requestId: "r2" })).toMatchObject({ type: "ack" });
  });

  it.each([
    ["somebody else's", fresh("ben")],
    ["a Login-As token", fresh("ana", { actorId: "gus" })],
    ["an expired one", fresh("ana", { expiresAt: NOON / 1000 - 1 })],
    ["one that proves nothing", "bad"],
    ["a service's", JSON.stringify(serviceSession)],
  ])("refuses %s, and the connection stays as it is", async (_whose, token) => {
    ports.connections.connections = [connection("ana")];
    expect(await auth(token)).toMatchObject({ type: "error", code: "unauthenticated" });
    expect(ports.connections.connections).toEqual([connection("ana")]);
  });
});

describe("sync", () => {
  const Synced = z.object({
    chats: z.record(
      z.string(),
      z.object({
        lastSeq: z.number(),
        firstVisibleSeq: z.number(),
        more: z.boolean(),
        entries: z.array(z.object({ seq: z.number() })),
      }),
    ),
  });
  const sync = async (chats: Record<string, number>, happening: Happening = {}) => {
    const answer = await say({ action: "sync", requestId: "r1", chats }, happening);
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(32 * 1024);
    return Synced.parse(answer).chats;
  };
  const seqs = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => ({ seq: from + index }));

  async function messages(chatId: string, count: number, body = "Hi") {
    for (let index = 0; index < count; index += 1) {
      const request = { clientMessageId: `${chatId}${index}`, body };
      await sendMessage(ports, unlimited, { chat: { locationId: "loc", chatId }, userId: "ben", request });
    }
  }

  it("brings what is missing of each chat, and leaves out what one may not see", async () => {
    const [one, other] = [await chatOfTwo(), await chatOfTwo()];
    const { chat } = await createChat(ports, {
      locationId: "loc",
      creatorId: "ben",
      request: { participantIds: ["cara"] },
    });
    await messages(one, 4);
    expect(await sync({ [one]: 2, [other]: 1, [chat.id]: 0, "01NONE": 0, "no#id": 0 })).toEqual({
      [one]: { lastSeq: 5, firstVisibleSeq: 1, entries: seqs(3, 5), more: false },
      [other]: { lastSeq: 1, firstVisibleSeq: 1, entries: [], more: false },
    });
  });

  it("says that there is more where the frame is full, and never leaves a gap", async () => {
    const [big, small] = [await chatOfTwo(), await chatOfTwo()];
    await messages(big, 12, "😀".repeat(1000));
    await messages(small, 2);
    const answer = await sync({ [big]: 1, [small]: 1 });
    const reached = answer[big]?.entries.length ?? 0;
    expect(reached).toBeGreaterThan(3);
    expect(reached).toBeLessThan(12);
    expect(answer[big]).toEqual({
      lastSeq: 13,
      firstVisibleSeq: 1,
      entries: seqs(2, reached + 1),
      more: true,
    });
    const rest = answer[small];
    expect(rest?.more).toBe((rest?.entries.length ?? 0) < 2);
    expect(rest?.entries).toEqual(seqs(2, 3).slice(0, rest?.entries.length));
  });

  it("stays within the frame for 100 chats", async () => {
    const seen: Record<string, number> = {};
    for (let index = 0; index < 100; index += 1) {
      const chatId = await chatOfTwo();
      await messages(chatId, 2, "x".repeat(400));
      seen[chatId] = 1;
    }
    const answer = await sync(seen);
    expect(Object.keys(answer)).toHaveLength(100);
    expect(Object.values(answer).some(({ more }) => more)).toBe(true);
  });

  it.each([
    [{}],
    [Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`c${index}`, 0]))],
    [{ c: -1 }],
    [{ c: "1" }],
  ])("refuses %j", async (chats) => {
    expect(await say({ action: "sync", requestId: "r1", chats })).toMatchObject({ code: "invalid_request" });
  });
});
