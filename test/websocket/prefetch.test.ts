import { beforeEach, describe, expect, it } from "vitest";
import { Session } from "../../functions/domain/directory/session.ts";
import { actionHandlers } from "../../functions/websocket/actions.ts";
import type { Action } from "../../functions/websocket/frames.ts";
import { websocketHandler } from "../../functions/websocket/websocket-handler.ts";
import { websocketPorts } from "../support/api-ports.ts";
import { connection } from "../support/connections.ts";
import { NOON } from "../support/fake-clock.ts";
import { RecordingReads } from "../support/recording-reads.ts";
import { userSession } from "../support/rest-event.ts";
import { socketEvent } from "../support/socket-event.ts";
import { storeChat, storeMessage } from "../support/stored-chat.ts";

let ports: ReturnType<typeof websocketPorts>;
let reads: RecordingReads;

beforeEach(() => {
  ports = websocketPorts();
  ports.verifier.verify = async (token) => Session.parse(JSON.parse(token));
  ports.connections.connections = [connection("ana")];
  reads = new RecordingReads();
});

const token = JSON.stringify(userSession("ana", { expiresAt: NOON / 1000 + 9000 }));

/** The fields of each action's frame. Sends are limited, so that they read the membership. */
const fieldsOf: Record<Action, (chatId: string) => object> = {
  ping: () => ({}),
  send: (chatId) => ({ chatId, clientMessageId: "m", body: "Hi", replyToSeq: 2 }),
  read: (chatId) => ({ chatId, seq: 2 }),
  typing: (chatId) => ({ chatId, active: true }),
  sync: (chatId) => ({ chats: { [chatId]: 1 } }),
  watch: () => ({ conversations: true }),
  auth: () => ({ token }),
};

describe("a frame", () => {
  const handlers = new Map(Object.entries(actionHandlers));

  it.each(Object.entries(fieldsOf))(
    "%s prefetches the items that it reads before its first write",
    async (action, fields) => {
      const chat = await storeChat(ports);
      await storeMessage(ports, chat, { userId: "ben" });
      const frame = { action, requestId: "r1", ...fields(chat.chatId) };
      const handle = websocketHandler(reads.of(ports));
      const { body } = await handle(socketEvent({ body: JSON.stringify(frame) }));
      expect(JSON.parse(body)).toMatchObject({ type: "ack" });
      const chatItems = handlers.get(action)?.prefetch ?? [];
      const chatId = "chatId" in frame ? chat.chatId : undefined;
      expect(reads.prefetches).toEqual([
        { userId: "ana", actorId: null, locationId: "loc", chatId, chatItems },
      ]);
      expect(reads.items).toEqual(["profile", "location", ...chatItems]);
    },
  );
});

describe("$connect", () => {
  it("prefetches profile and location for each of its two checks of access", async () => {
    await websocketHandler(reads.of(ports))(socketEvent({ type: "CONNECT" }));
    const check = { userId: "ana", actorId: null, locationId: "loc", chatItems: [] };
    expect(reads.prefetches).toEqual([check, check]);
    expect(reads.items).toEqual(["profile", "location", "profile", "location"]);
  });
});
