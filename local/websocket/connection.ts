import type { WebSocket } from "ws";
import type { AuthorizerContext } from "../rest/authorizer.ts";

/** What is known of a client before and after its connection is established. */
export interface Client {
  readonly connectionId: string;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly host: string;
  readonly authorizer: AuthorizerContext | undefined;
}

/** An established connection. */
export interface Connection extends Client {
  readonly socket: WebSocket;
  lastActiveAt: number;
  /** Frames being handled, or waiting for it. */
  pending: number;
}
