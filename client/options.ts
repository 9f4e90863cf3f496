import { type Clock, systemClock } from "./clock.ts";
import type { Fetch, WebSocketConstructor } from "./protocol.ts";

export interface ChatClientOptions {
  /** Of the REST API, such as `http://localhost:4000`. */
  readonly url: string;
  /** Of the WebSocket API, such as `ws://localhost:4000/ws`. */
  readonly webSocketUrl: string;
  readonly locationId: string;
  /** A token of the user: asked for at the start, before it expires, and when the server refuses it. */
  readonly token: () => Promise<string>;
  /** Receive `conversation` events. @default false */
  readonly watchConversations?: boolean;
  /** Between two pings, each with a sync; at most 5 minutes. @default 4 minutes */
  readonly pingIntervalMs?: number;
  /** @default the platform's */
  readonly fetch?: Fetch;
  /** @default the platform's */
  readonly WebSocket?: WebSocketConstructor;
  /** @default the system's */
  readonly clock?: Clock;
}

/** What a part of the client needs to know of it all. */
export interface Settings {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly locationId: string;
  readonly pingIntervalMs: number;
  readonly fetch: Fetch;
  readonly WebSocket: WebSocketConstructor;
  readonly clock: Clock;
}

/** A connection ends after 10 idle minutes, and a push that was lost shows at the next sync (contract). */
const MAX_PING_INTERVAL_MS = 5 * 60_000;

/** No answer in this time: try again, it is safe (contract). */
export const ANSWER_TIMEOUT_MS = 30_000;

/** Between attempts, of requests as of connections. */
export const BACKOFF = { baseMs: 500, capMs: 30_000 } as const;

export function settingsFrom(options: ChatClientOptions): Settings {
  return {
    url: options.url.replace(/\/+$/, ""),
    webSocketUrl: options.webSocketUrl,
    locationId: options.locationId,
    pingIntervalMs: Math.min(options.pingIntervalMs ?? 4 * 60_000, MAX_PING_INTERVAL_MS),
    // Browsers refuse a fetch that is called as a method of another object.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    WebSocket: options.WebSocket ?? globalThis.WebSocket,
    clock: options.clock ?? systemClock,
  };
}
