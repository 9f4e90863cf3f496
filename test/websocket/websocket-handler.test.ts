import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { createChat } from "../../functions/domain/create-chat.ts";
import type { Session } from "../../functions/domain/session.ts";
import { contextOf } from "../../functions/middleware/session.ts";
import { websocketHandler } from "../../functions/websocket/websocket-handler.ts";
import { connection, memoryPorts, NOON, profile } from "../support/memory-ports.ts";
import { serviceSession, userSession } from "../support/rest-event.ts";

let ports: ReturnType<typeof memoryPorts>;

beforeEach(() => {
  ports = memoryPorts();
});

interface Happening {
  readonly type?: "CONNECT" | "DISCONNECT" | "MESSAGE";
  readonly session?: Session | undefined;
  readonly locationId?: string;
  readonly body?: string;
}

function handle({ type = "MESSAGE", session = userSession("ana"), locationId = "loc", body }: Happening) {
  return websocketHandler(ports)({
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
    [
      "an expired token",
      "401 unauthenticated r1",
      { action: "ping", requestId: "r1" },
      { session: userSession("ana", { expiresAt: NOON / 1000 }) },
    ],
    [
      "a location left",
      "403 not_in_location r1",
      { action: "ping", requestId: "r1" },
      { locationId: "elsewhere" },
    ],
  ])("%s gets an error frame", async (_what, expected, frame, happening) => {
    const answer = await say(frame, happening);
    expect(answer.type).toBe("error");
    expect(`${answer.statusCode} ${answer.code} ${answer.requestId}`).toBe(expected);
    expect(ports.chats.stored.size).toBe(0);
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
