import type * as z from "zod";
import type { ServerEvent } from "../functions/domain/server-events.ts";
import type { Action, frames } from "../functions/websocket/frames.ts";

/** What a frame says besides its action and id. */
export type Fields<Of extends Action> = Omit<z.input<(typeof frames)[Of]>, "action" | "requestId">;

/** What the server tells unasked, while the connection goes on. */
export type LiveEvent = Exclude<ServerEvent, { readonly type: "bye" }>;

/** As much of the platform's WebSocket as is used here. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number): void;
  addEventListener(type: "open" | "message" | "close" | "error", listener: (event: unknown) => void): void;
}
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

/** As much of the platform's fetch as is used here. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** Every call can be given up. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
