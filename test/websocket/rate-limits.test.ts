import { beforeEach, describe, expect, it } from "vitest";
import type { ChatRef } from "../../functions/domain/log/chat-header.ts";
import { MemoryRateLimiter } from "../../functions/runtime/memory-rate-limiter.ts";
import { websocketPorts } from "../support/api-ports.ts";
import { connection } from "../support/connections.ts";
import { NOON } from "../support/fake-clock.ts";
import { userSession } from "../support/rest-event.ts";
import { type SocketApi, socketApi } from "../support/socket-api.ts";
import { storeChat } from "../support/stored-chat.ts";

let ports: ReturnType<typeof websocketPorts>;
let api: SocketApi;
let chat: ChatRef;

/** All limits, counted exactly, by the clock of the ports. */
beforeEach(async () => {
  ports = websocketPorts();
  const memory = new MemoryRateLimiter(ports.clock);
  ports.limiter.spend = (...use) => memory.spend(...use);
  api = socketApi(ports);
  chat = await storeChat(ports);
});

const limited = { type: "error", requestId: "r1", statusCode: 429, code: "rate_limited" };
const ping = { action: "ping", requestId: "r1" };

async function repeat(frame: unknown, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) expect(await api.send(frame)).toMatchObject({ type: "ack" });
}

describe("the frames of a connection", () => {
  it("pass 40 at once; one more is refused, and reads nothing", async () => {
    await repeat(ping, 40);
    const { profile } = ports.directory;
    ports.directory.profile = async () => Promise.reject(new Error("read"));
    expect(await api.send(ping)).toMatchObject(limited);
    ports.directory.profile = profile;
    ports.clock.time += 50;
    await repeat(ping, 1);
    expect(await api.send(ping)).toMatchObject(limited);
  });

  it("are counted when they are invalid, too", async () => {
    for (let index = 0; index < 40; index += 1) await api.send("{");
    expect(await api.send(ping)).toMatchObject(limited);
  });

  it("that are too many do not close it, unless its token has expired", async () => {
    await repeat(ping, 40);
    await api.send(ping);
    expect(ports.push.closed).toEqual([]);
    ports.connections.connections = [connection("ana", { expiresAt: NOON / 1000 })];
    const session = userSession("ana", { expiresAt: NOON / 1000 });
    await api.handle({ session, body: JSON.stringify(ping) });
    expect(ports.push.eventsOf("ana-socket").at(-1)).toEqual({ type: "bye", code: "token_expired" });
  });

  it("are 10 of `sync` at once, one a second afterwards", async () => {
    const sync = { action: "sync", requestId: "r1", chats: { [chat.chatId]: 0 } };
    await repeat(sync, 10);
    expect(await api.send(sync)).toMatchObject(limited);
    await repeat(ping, 1);
    ports.clock.time += 1000;
    await repeat(sync, 1);
    expect(await api.send(sync)).toMatchObject(limited);
  });
});

describe("a send frame", () => {
  it("over the limit of all chats appends nothing", async () => {
    await Promise.all(
      Array.from({ length: 100 }, () => ports.limiter.spend("send", { userId: "ana", locationId: "loc" })),
    );
    const frame = { action: "send", requestId: "r1", chatId: chat.chatId, clientMessageId: "m", body: "Hi" };
    expect(await api.send(frame)).toMatchObject(limited);
    expect(ports.chats.log(chat.chatId)).toHaveLength(1);
    ports.clock.time += 50;
    expect(await api.send(frame)).toMatchObject({ type: "ack" });
  });

  it("that repeats an earlier one is taken back", async () => {
    const frame = { action: "send", requestId: "r1", chatId: chat.chatId, clientMessageId: "m", body: "Hi" };
    await api.send(frame);
    expect(ports.limiter.refunded).toEqual([]);
    await api.send(frame);
    expect(ports.limiter.refunded).toMatchObject([{ userId: "ana", locationId: "loc" }]);
  });
});
