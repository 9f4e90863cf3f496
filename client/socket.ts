import type { ServerEvent } from "../functions/domain/server-events.ts";
import type { Acks } from "../functions/websocket/acks.ts";
import type { Action } from "../functions/websocket/frames.ts";
import { ChatClientError, errorFrom } from "./chat-client-error.ts";
import { abortable, type Clock } from "./clock.ts";
import { ANSWER_TIMEOUT_MS } from "./options.ts";
import type { CallOptions, Fields, WebSocketLike } from "./protocol.ts";
import { frameOf } from "./server-frame.ts";

export interface RequestOptions extends CallOptions {
  readonly timeoutMs?: number;
}

interface Waiting {
  resolve(ack: Acks[Action]): void;
  reject(error: ChatClientError): void;
}

/** One connection, from open to closed: questions with their answers, and events. */
export class Socket {
  readonly #webSocket: WebSocketLike;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();
  readonly #ended = new AbortController();
  #requests = 0;
  /** Frames that came in. */
  #heard = 0;

  constructor(webSocket: WebSocketLike, clock: Clock, onEvent: (event: ServerEvent) => void) {
    this.#webSocket = webSocket;
    this.#clock = clock;
    webSocket.addEventListener("message", (message) => this.#receive(message, onEvent));
    webSocket.addEventListener("close", () => this.#end());
    webSocket.addEventListener("error", () => this.#end());
  }

  /** Aborted as soon as the connection is of no use any more. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Does not wait for the other side to agree: a dead connection may take minutes for that. */
  close(): void {
    this.#webSocket.close(1000);
    this.#end();
  }

  /** @throws ChatClientError the server's, or `timeout`, or `disconnected`: whether it was done is then unknown */
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
      this.#waiting.set(requestId, { resolve, reject });
      this.#webSocket.send(JSON.stringify({ action, requestId, ...fields }));
    });
    const heardBefore = this.#heard;
    const stop = this.#clock.after(timeoutMs, () => {
      this.#settle(requestId)?.reject(new ChatClientError("timeout", "No answer in time"));
      if (this.#heard === heardBefore) this.close(); // a connection that looks alive and is not
    });
    return abortable(answer, signal).finally(() => {
      stop();
      this.#waiting.delete(requestId);
    });
  }

  #receive(message: unknown, onEvent: (event: ServerEvent) => void): void {
    if (this.#ended.signal.aborted) return;
    this.#heard += 1;
    const frame = frameOf(message);
    if (frame === undefined) this.#rejectAll(new ChatClientError("disconnected", "The server faltered"));
    else if (frame.type === "ack") this.#settle(frame.requestId)?.resolve(frame);
    else if (frame.type !== "error") onEvent(frame);
    else if (frame.requestId !== null) this.#settle(frame.requestId)?.reject(errorFrom(frame));
  }

  #settle(requestId: string): Waiting | undefined {
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    return waiting;
  }

  #end(): void {
    if (this.#ended.signal.aborted) return;
    const error = new ChatClientError("disconnected", "The connection ended");
    this.#ended.abort(error);
    this.#rejectAll(error);
  }

  #rejectAll(error: ChatClientError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
