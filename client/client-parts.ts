import { type Attended, attend } from "./attend.ts";
import { CatchUp } from "./catch-up.ts";
import { ChatLogs } from "./chat-logs.ts";
import { ChatsApi } from "./chats-api.ts";
import { Connection } from "./connection.ts";
import { Discovery } from "./discovery.ts";
import { Emitter } from "./events.ts";
import { Exchange } from "./exchange.ts";
import { LiveUpdates } from "./live-updates.ts";
import { LocationApi } from "./location-api.ts";
import { MessagesApi } from "./messages-api.ts";
import { type ChatClientOptions, type Settings, settingsFrom } from "./options.ts";
import { RestClient } from "./rest-client.ts";
import { SendQueue } from "./send-queue.ts";
import { TokenSource } from "./token-source.ts";

/** Everything that a client is made of. */
export function partsOf(options: ChatClientOptions) {
  const settings = settingsFrom(options);
  const { clock } = settings;
  const emitter = new Emitter();
  const tokens = new TokenSource(options.token, clock);
  const rest = restParts(settings, tokens, emitter);
  const connection = new Connection({
    settings,
    tokens,
    verdict: (signal) => rest.location.refusal(signal),
    onEvent: (event) => live.receive(event),
    onState: (event) => emitter.emit("state", event),
    onOnline: (ended) => attend(parts, ended),
  });
  const live = liveUpdates({ ...rest, clock, emitter, connection });
  const exchange = new Exchange({ ...rest, connection }, options.watchConversations ?? false);
  const queue = new SendQueue({
    clock,
    closed: connection.closed,
    post: (chatId, message, signal) => exchange.post(chatId, message, signal),
  });
  const parts: Attended = { settings, connection, tokens, live, queue, exchange };
  return { ...rest, ...parts, emitter };
}

function restParts(settings: Settings, tokens: TokenSource, emitter: Emitter) {
  const rest = new RestClient(settings, tokens);
  const logs = new ChatLogs(emitter);
  const page = (cursor: string | undefined) => chats.list({ limit: 100, cursor });
  const discovery = new Discovery({ logs, page });
  // A chat first seen after the first listing is one to which we have just been added.
  const chats = new ChatsApi(rest, settings.locationId, (chat, isNew) =>
    logs.meet(chat, isNew || discovery.isComplete),
  );
  const messages = new MessagesApi(rest, (chatId) => chats.path(chatId, "/messages"));
  return { logs, discovery, chats, messages, location: new LocationApi(rest, settings.locationId) };
}

type LiveParts = Pick<ReturnType<typeof restParts>, "logs" | "discovery" | "chats" | "messages"> &
  Pick<Settings, "clock"> & { readonly emitter: Emitter; readonly connection: Connection };

function liveUpdates({ chats, messages, connection, ...parts }: LiveParts): LiveUpdates {
  const catchUp = new CatchUp(
    {
      clock: parts.clock,
      isOnline: () => connection.isOnline,
      sync: async (positions) => (await connection.request("sync", { chats: positions })).chats,
      page: (chatId, afterSeq) =>
        messages.page(chatId, { afterSeq, limit: 100 }, { signal: connection.closed }),
    },
    parts.logs,
  );
  return new LiveUpdates({ ...parts, catchUp, find: (chatId) => chats.get(chatId) });
}
