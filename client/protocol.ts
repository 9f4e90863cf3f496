import type * as z from "zod";
import type { ServerEvent } from "../functions/domain/server-events.ts";
import type { Action, frames } from "../functions/websocket/frames.ts";

/** Fields of a frame besides `action` and `requestId`. */
export type Fields<Of extends Action> = Omit<z.input<(typeof frames)[Of]>, "action" | "requestId">;

/** An event that the server pushes, except `bye`, which ends the connection. */
export type LiveEvent = Exclude<ServerEvent, { readonly type: "bye" }>;

/** The subset of the platform's WebSocket that is used here. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number): void;
  addEventListener(type: "open" | "message" | "close" | "error", listener: (event: unknown) => void): void;
}
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

/** The subset of the platform's fetch that is used here. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** Options of every call. The signal cancels it. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
