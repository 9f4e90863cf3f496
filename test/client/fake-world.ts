import { type ChatClient, createChatClient } from "../../client/chat-client.ts";
import type { ChatClientOptions } from "../../client/options.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeServer } from "./fake-server.ts";

export interface FakeWorld {
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly client: ChatClient;
  /** `chat one after 0`, `one 1`, `online` … in the order in which the client told it. */
  readonly told: string[];
}

/** Ana's client, a server in memory, and what the one heard of the other. */
export function fakeWorld(options: Partial<ChatClientOptions> = {}): FakeWorld {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  const client = createChatClient({
    url: "http://fake",
    webSocketUrl: "ws://fake",
    locationId: "loc",
    token: async () => "token",
    fetch: server.fetch,
    WebSocket: server.WebSocket,
    clock,
    ...options,
  });
  const told: string[] = [];
  client.on("state", ({ state, reason }) => told.push(reason ? `${state}: ${reason}` : state));
  client.on("synced", () => told.push("synced"));
  client.on("chat", ({ chat, afterSeq }) => told.push(`chat ${chat.id} after ${afterSeq}`));
  client.on("entry", ({ chatId, entry }) => told.push(`${chatId} ${entry.seq}`));
  client.on("read", ({ userId, seq }) => told.push(`${userId} read ${seq}`));
  client.on("typing", ({ userId, active }) => told.push(`${userId} ${active ? "types" : "stopped"}`));
  return { clock, server, client, told };
}

/** What was told after something else had been. */
export function toldAfter(told: readonly string[], mark: string): string[] {
  return told.slice(told.indexOf(mark) + 1);
}

/** The fields of all frames of one action that the server heard. */
export function framesOf({ server }: FakeWorld, action: string): unknown[] {
  return server.heard
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .filter((frame) => frame.action === action);
}

/** A token that says when it ends, unsigned. */
export function tokenFor(lifeSeconds: number, clock: FakeClock, name = "token"): string {
  const iat = Math.floor(clock.now() / 1000);
  const payload = Buffer.from(JSON.stringify({ name, iat, exp: iat + lifeSeconds })).toString("base64url");
  return `${name}.${payload}.signature`;
}
