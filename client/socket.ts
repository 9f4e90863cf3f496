import type { ServerEvent } from "../functions/domain/server-events.ts";
import type { Acks } from "../functions/websocket/acks.ts";
import type { Action } from "../functions/websocket/frames.ts";
import { abortable } from "./abort-signals.ts";
import { ChatClientError, errorFrom } from "./chat-client-error.ts";
import { ANSWER_TIMEOUT_MS } from "./client-options.ts";
import type { Clock } from "./clock.ts";
import type { CallOptions, Fields, WebSocketLike } from "./protocol.ts";
import { isBinary, parseFrame } from "./server-frame.ts";

export interface RequestOptions extends CallOptions {
  readonly timeoutMs?: number;
}

interface PendingRequest {
  resolve(ack: Acks[Action]): void;
  reject(error: ChatClientError): void;
}

/** One WebSocket from open to closed: matches answers to requests, and passes events on. */
export class Socket {
  readonly #webSocket: WebSocketLike;
  readonly #clock: Clock;
  readonly #pending = new Map<string, PendingRequest>();
  readonly #ended = new AbortController();
  #requests = 0;
  #framesReceived = 0;
  #protocolError: ChatClientError | undefined;

  constructor(webSocket: WebSocketLike, clock: Clock, onEvent: (event: ServerEvent) => void) {
    this.#webSocket = webSocket;
    this.#clock = clock;
    webSocket.addEventListener("message", (message) => this.#receive(message, onEvent));
    webSocket.addEventListener("close", () => this.#end());
    webSocket.addEventListener("error", () => this.#end());
  }

  /** Aborted as soon as the connection is unusable. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Why the client ended the connection, if it was because of what the server sent. */
  get protocolError(): ChatClientError | undefined {
    return this.#protocolError;
  }

  /** Does not wait for the closing handshake, which takes minutes on a dead connection. */
  close(): void {
    this.#webSocket.close(1000);
    this.#end();
  }

  /**
   * @throws ChatClientError the server's, or `timeout` or `disconnected`; after these two the request may or
   * may not have been carried out
   */
  request<Of extends Action>(
    action: Of,
    fields: Fields<Of>,
    { signal, timeoutMs = ANSWER_TIMEOUT_MS }: RequestOptions = {},
  ): Promise<Acks[Of]> {
    this.#requests += 1;
    const requestId = `r${this.#requests}`;
    const answer = new Promise<Acks[Of]>((resolve, reject) => {
      this.#ended.signal.throwIfAborted();
      signal?.throwIfAborted();
      this.#pending.set(requestId, { resolve, reject });
      this.#webSocket.send(JSON.stringify({ action, requestId, ...fields }));
    });
    const receivedBefore = this.#framesReceived;
    const cancelTimeout = this.#clock.after(timeoutMs, () => {
      this.#take(requestId)?.reject(new ChatClientError("timeout", "No answer in time"));
      // Nothing else was received either: the connection is dead.
      if (this.#framesReceived === receivedBefore) this.close();
    });
    return abortable(answer, signal).finally(() => {
      cancelTimeout();
      this.#pending.delete(requestId);
    });
  }

  #receive(message: unknown, onEvent: (event: ServerEvent) => void): void {
    if (this.#ended.signal.aborted) return;
    this.#framesReceived += 1;
    if (isBinary(message)) {
      this.#protocolError = new ChatClientError("protocol", "The server sent a binary frame");
      this.close(); // a browser cannot close with 1003
      return;
    }
    const frame = parseFrame(message);
    if (frame === undefined) this.#rejectAll(new ChatClientError("disconnected", "The server failed"));
    else if (frame.type === "ack") this.#take(frame.requestId)?.resolve(frame);
    else if (frame.type !== "error") onEvent(frame);
    else if (frame.requestId !== null) this.#take(frame.requestId)?.reject(errorFrom(frame));
  }

  #take(requestId: string): PendingRequest | undefined {
    const request = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    return request;
  }

  #end(): void {
    if (this.#ended.signal.aborted) return;
    const error = new ChatClientError("disconnected", "The connection ended");
    this.#ended.abort(error);
    this.#rejectAll(error);
  }

  #rejectAll(error: ChatClientError): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
