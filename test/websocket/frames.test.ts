import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { ChatError } from "../../functions/domain/errors.ts";
import { websocketPorts } from "../support/api-ports.ts";
import { connection } from "../support/connections.ts";
import { NOON } from "../support/fake-clock.ts";
import { agencyUser, profile } from "../support/profiles.ts";
import { userSession } from "../support/rest-event.ts";
import { type SocketApi, socketApi } from "../support/socket-api.ts";
import type { SocketCall } from "../support/socket-event.ts";
import { storeChat, storeMessage } from "../support/stored-chat.ts";

let ports: ReturnType<typeof websocketPorts>;
let api: SocketApi;

beforeEach(() => {
  ports = websocketPorts();
  api = socketApi(ports);
  ports.directory.add(agencyUser("gus"));
});

const ping = { action: "ping", requestId: "r1" };

describe("a frame", () => {
  it("ping is acknowledged", async () => {
    expect(await api.send(ping)).toEqual({ type: "ack", requestId: "r1" });
  });

  it("send appends a message, acknowledges it with the entry, and pushes it to the other connections", async () => {
    const { chatId } = await storeChat(ports);
    ports.connections.connections = [connection("ana"), connection("ben")];
    const ack = await api.send({ action: "send", requestId: "r1", chatId, clientMessageId: "m", body: "Hi" });
    expect(ack).toMatchObject({ type: "ack", requestId: "r1", entry: { seq: 2, body: "Hi", userId: "ana" } });
    expect(ports.push.posts.map(({ connectionId }) => connectionId)).toEqual(["ben-socket"]);
  });

  it.each<[string, string, unknown, SocketCall]>([
    ["with malformed JSON", "400 malformed_json null", "{", {}],
    ["that is no object", "422 invalid_request null", "[]", {}],
    ["with an unknown action", "422 invalid_request r1", { action: "dance", requestId: "r1" }, {}],
    ["without a requestId", "422 invalid_request null", { action: "ping" }, {}],
    [
      "with a requestId of 65 characters",
      "422 invalid_request null",
      { action: "ping", requestId: "r".repeat(65) },
      {},
    ],
    ["with an unknown field", "422 invalid_request r1", { ...ping, x: 1 }, {}],
    [
      "that sends a message without content",
      "422 invalid_request r1",
      { action: "send", requestId: "r1", chatId: "c", clientMessageId: "m" },
      {},
    ],
    [
      "for an unknown chat",
      "404 not_found r1",
      { action: "send", requestId: "r1", chatId: "c", clientMessageId: "m", body: "Hi" },
      {},
    ],
    [
      "of a Login-As session",
      "403 impersonation_forbidden r1",
      { action: "send", requestId: "r1" },
      { session: userSession("ana", { actorId: "gus" }) },
    ],
  ])("%s is answered with an error frame: %s", async (_what, expected, frame, call) => {
    const answer = await api.send(frame, call);
    expect(answer.type).toBe("error");
    expect(`${answer.statusCode} ${answer.code} ${answer.requestId}`).toBe(expected);
    expect(ports.chats.stored.size).toBe(0);
  });

  it("is answered with one frame and never with an internal error, whatever it holds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((it) => JSON.stringify({ action: "send", requestId: "r", chatId: it })),
        ),
        async (text) => {
          const answer = await api.send(text);
          expect(answer.type).toBe("error");
          expect(Number(answer.statusCode)).toBeLessThan(500);
        },
      ),
    );
  });
});

describe("a frame from a connection without access", () => {
  const expired = userSession("ana", { expiresAt: NOON / 1000 });

  it.each<[string, string, SocketCall]>([
    ["whose token has expired", "401 unauthenticated token_expired", { session: expired }],
    ["of a deleted user", "401 unauthenticated access_lost", { session: userSession("zoe") }],
    [
      "of a Login-As session whose actor is unknown",
      "401 unauthenticated access_lost",
      { session: userSession("ana", { actorId: "zed" }) },
    ],
    [
      "of a Login-As session whose actor has no access",
      "403 not_in_location access_lost",
      { session: userSession("ana", { actorId: "far" }) },
    ],
    [
      "of the agency, after the location's move",
      "403 not_in_location access_lost",
      { session: userSession("ned") },
    ],
    ["in a location that the user left", "403 not_in_location access_lost", { locationId: "elsewhere" }],
  ])("%s gets an error and a `bye` event, and closes it", async (_what, expected, call) => {
    ports.directory.add(profile("far", { locationIds: ["elsewhere"] }));
    ports.directory.add(agencyUser("ned", { companyId: "other" }));
    ports.connections.connections = [connection("ana", { expiresAt: NOON / 1000 })];
    const answer = await api.handle({ ...call, body: JSON.stringify(ping) });
    expect(answer.body).toBe("");
    const [error, bye] = ports.push.posts.map(({ event }) => event);
    if (error?.type !== "error" || bye?.type !== "bye") throw new Error("other frames");
    expect(`${error.statusCode} ${error.code} ${bye.code}`).toBe(expected);
    expect(ports.push.closed).toEqual(["ana-socket"]);
    expect(ports.connections.connections).toEqual([]);
  });

  it.each(["{", "[]", '{"action":"dance","requestId":"r1"}', '{"action":"ping"}'])(
    "closes it after the token has expired, although the frame is invalid: %s",
    async (body) => {
      ports.connections.connections = [connection("ana", { expiresAt: NOON / 1000 })];
      await api.handle({ session: expired, body });
      expect(ports.push.posts.map(({ event }) => event)).toMatchObject([
        { type: "error" },
        { type: "bye", code: "token_expired" },
      ]);
      expect(ports.push.closed).toEqual(["ana-socket"]);
    },
  );

  it("is answered as any frame after `auth` has extended the connection", async () => {
    ports.connections.connections = [connection("ana", { expiresAt: NOON / 1000 + 600 })];
    expect(await api.send("{", { session: expired })).toMatchObject({ code: "malformed_json" });
    expect(ports.push.closed).toEqual([]);
  });

  it("is answered although the connection cannot be closed now", async () => {
    ports.connections.remove = () => Promise.reject(new ChatError("unavailable", "The service is busy"));
    const body = JSON.stringify(ping);
    expect(await api.handle({ session: userSession("zoe"), body })).toEqual({ statusCode: 200, body: "" });
    expect(ports.push.posts.map(({ event }) => event.type)).toEqual(["error"]);
  });
});

describe("a read frame", () => {
  it("moves the read pointer, and is acknowledged with the messages left", async () => {
    const chat = await storeChat(ports);
    await storeMessage(ports, chat, { userId: "ben" });
    const ack = await api.send({ action: "read", requestId: "r1", chatId: chat.chatId, seq: 2 });
    expect(ack).toEqual({ type: "ack", requestId: "r1", readSeq: 2, unreadCount: 0 });
  });
});

describe("a typing frame", () => {
  it("is pushed to the connections of the other participants, and stores nothing", async () => {
    const { chatId } = await storeChat(ports);
    ports.connections.connections = [connection("ana"), connection("ben"), connection("cara")];
    expect(await api.send({ action: "typing", requestId: "r1", chatId, active: true })).toEqual({
      type: "ack",
      requestId: "r1",
    });
    expect(ports.push.posts).toEqual([
      { connectionId: "ben-socket", event: { type: "typing", chatId, userId: "ana", active: true } },
    ]);
    expect(ports.chats.log(chatId)).toHaveLength(1);
  });
});
