import { CatchUp } from "./catch-up.ts";
import { ChatLogs } from "./chat-logs.ts";
import { ChatsApi } from "./chats-api.ts";
import { type ChatClientOptions, settingsFrom } from "./client-options.ts";
import { Connection } from "./connection.ts";
import { Discovery } from "./discovery.ts";
import { Emitter } from "./emitter.ts";
import type { ClientEvents } from "./events.ts";
import { keepAlive } from "./keep-alive.ts";
import { LiveCalls } from "./live-calls.ts";
import { LiveUpdates } from "./live-updates.ts";
import { LocationApi } from "./location-api.ts";
import { MessagesApi } from "./messages-api.ts";
import { RestClient } from "./rest-client.ts";
import { SendQueue } from "./send-queue.ts";
import { TokenSource } from "./token-source.ts";

export type ClientParts = ReturnType<typeof createParts>;

/** The parts of a client. Each one is built from those above it. */
export function createParts(options: ChatClientOptions) {
  const settings = settingsFrom(options);
  const { clock, locationId } = settings;
  const emitter = new Emitter<ClientEvents>();
  const tokens = new TokenSource(options.token, clock);
  const rest = new RestClient(settings, tokens);
  const logs = new ChatLogs(emitter);
  const chats = new ChatsApi(rest, locationId, logs);
  const messages = new MessagesApi(rest, chats);
  const location = new LocationApi(rest, locationId);
  const connection = new Connection({ settings, tokens, location });
  const discovery = new Discovery({ logs, chats });
  const catchUp = new CatchUp({ clock, logs, messages, connection });
  const updates = new LiveUpdates({ clock, emitter, logs, chats, discovery, catchUp });
  const liveCalls = new LiveCalls({ settings, connection, chats, messages });
  const queue = new SendQueue({ clock, liveCalls, closed: connection.closed });
  const apis = { chats, messages, location };
  return { ...apis, settings, emitter, tokens, logs, connection, catchUp, updates, liveCalls, queue };
}

/** Subscribes parts to the events of others. */
export function subscribeParts(parts: ClientParts): void {
  const { emitter, logs, connection, catchUp, updates, liveCalls, queue } = parts;
  logs.onGap((chatId) => catchUp.schedule(chatId));
  connection.on("state", (event) => emitter.emit("state", event));
  connection.on("push", (event) => updates.receive(event));
  connection.on("online", (ended) => {
    queue.retryNow();
    void liveCalls.restoreWatch(ended);
    void updates.resume(ended);
    keepAlive(parts, ended);
  });
}
