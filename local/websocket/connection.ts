import type { WebSocket } from "ws";
import type { AuthorizerContext } from "../access/authorizer-answer.ts";

/** A client, known from its handshake on. */
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
  /** The number of frames that are being handled or waiting. */
  pending: number;
}
