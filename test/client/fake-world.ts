import { type ChatClient, createChatClient } from "../../client/chat-client.ts";
import type { ChatClientOptions } from "../../client/client-options.ts";
import { FakeClock } from "./fake-clock.ts";
import { fakeFetch } from "./fake-fetch.ts";
import { FakeServer } from "./fake-server.ts";
import { fakeWebSocket } from "./fake-socket.ts";

export interface FakeWorld {
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly client: ChatClient;
  /** All events of the client, in order: `chat one after 0`, `one 1`, `online` … */
  readonly events: string[];
}

/** A client of the user ana, with a server in memory. */
export function fakeWorld(options: Partial<ChatClientOptions> = {}): FakeWorld {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  const client = clientOf(server, options);
  const events: string[] = [];
  client.on("state", ({ state, reason, error }) => {
    const detail = reason ?? error?.code;
    events.push(detail ? `${state}: ${detail}` : state);
  });
  client.on("synced", () => events.push("synced"));
  client.on("chat", ({ chat, afterSeq }) => events.push(`chat ${chat.id} after ${afterSeq}`));
  client.on("entry", ({ chatId, entry }) => events.push(`${chatId} ${entry.seq}`));
  client.on("read", ({ userId, seq }) => events.push(`${userId} read ${seq}`));
  client.on("typing", ({ userId, active }) => events.push(`${userId} ${active ? "types" : "stopped"}`));
  return { clock, server, client, events };
}

export function clientOf(server: FakeServer, options: Partial<ChatClientOptions> = {}): ChatClient {
  return createChatClient({
    url: "http://fake",
    webSocketUrl: "ws://fake",
    locationId: "loc",
    token: async () => "token",
    fetch: fakeFetch(server),
    WebSocket: fakeWebSocket(server),
    clock: server.clock,
    ...options,
  });
}

/** The events after the first one that equals `mark`. */
export function eventsAfter(events: readonly string[], mark: string): string[] {
  return events.slice(events.indexOf(mark) + 1);
}

/** The frames with this action that the server received. */
export function framesOf({ server }: FakeWorld, action: string): unknown[] {
  return server.received
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .filter((frame) => frame.action === action);
}

/** An unsigned token with a lifetime. */
export function tokenFor(lifeSeconds: number, clock: FakeClock, name = "token"): string {
  const iat = Math.floor(clock.now() / 1000);
  const payload = Buffer.from(JSON.stringify({ name, iat, exp: iat + lifeSeconds })).toString("base64url");
  return `${name}.${payload}.signature`;
}
