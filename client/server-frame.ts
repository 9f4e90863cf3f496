import type { ServerEvent } from "../functions/domain/server-events.ts";
import type { Acks } from "../functions/websocket/acks.ts";
import type { Action } from "../functions/websocket/frames.ts";
import type { Failure } from "./chat-client-error.ts";

type ServerFrame =
  | ServerEvent
  | ({ readonly type: "ack"; readonly requestId: string } & Acks[Action])
  | ({ readonly type: "error"; readonly requestId: string | null } & Failure);

/**
 * Parses the frame in a WebSocket's message event. Returns undefined for anything without a `type`, such as
 * the gateway's own answer when a function failed, which does not say which frame it answers.
 */
export function parseFrame(message: unknown): ServerFrame | undefined {
  try {
    const frame: unknown = JSON.parse(textOf(message));
    return isServerFrame(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a WebSocket's message event holds a binary frame: a `Blob`, an `ArrayBuffer` or a view of one. */
export function isBinary(message: unknown): boolean {
  return typeof dataOf(message) === "object";
}

function textOf(message: unknown): string {
  const data = dataOf(message);
  return typeof data === "string" ? data : "";
}

function dataOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "data" in message ? message.data : undefined;
}

function isServerFrame(frame: unknown): frame is ServerFrame {
  return typeof frame === "object" && frame !== null && "type" in frame && typeof frame.type === "string";
}
