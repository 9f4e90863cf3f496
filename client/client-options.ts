import { type Clock, systemClock } from "./clock.ts";
import type { Fetch, WebSocketConstructor } from "./protocol.ts";

export interface ChatClientOptions {
  /** URL of the REST API, such as `http://localhost:4000`. */
  readonly url: string;
  /** URL of the WebSocket API, such as `ws://localhost:4000/ws`. */
  readonly webSocketUrl: string;
  readonly locationId: string;
  /** Returns a token of the user. Called at the start, before the token expires, and when it is refused. */
  readonly token: () => Promise<string>;
  /** Receive `conversation` events. @default false */
  readonly watchConversations?: boolean;
  /** Time between two pings, each followed by a sync; at most 5 minutes. @default 4 minutes */
  readonly pingIntervalMs?: number;
  /** @default the platform's */
  readonly fetch?: Fetch;
  /** @default the platform's */
  readonly WebSocket?: WebSocketConstructor;
  /** @default the system's */
  readonly clock?: Clock;
}

/** The options that parts of the client read, with defaults applied. */
export interface Settings {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly locationId: string;
  readonly watchConversations: boolean;
  readonly pingIntervalMs: number;
  readonly fetch: Fetch;
  readonly WebSocket: WebSocketConstructor;
  readonly clock: Clock;
}

/** A connection ends after 10 idle minutes (AsyncAPI), and a lost push is found by the next ping. */
const MAX_PING_INTERVAL_MS = 5 * 60_000;

/** A request without an answer after this time is repeated, which is safe (AsyncAPI). */
export const ANSWER_TIMEOUT_MS = 30_000;

export function settingsFrom(options: ChatClientOptions): Settings {
  return {
    url: options.url.replace(/\/+$/, ""),
    webSocketUrl: options.webSocketUrl,
    locationId: options.locationId,
    watchConversations: options.watchConversations ?? false,
    pingIntervalMs: Math.min(options.pingIntervalMs ?? 4 * 60_000, MAX_PING_INTERVAL_MS),
    // Browsers refuse a fetch that is called as a method of another object.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    WebSocket: options.WebSocket ?? globalThis.WebSocket,
    clock: options.clock ?? systemClock,
  };
}
