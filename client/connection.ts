import type { ServerEvent } from "../functions/domain/events.ts";
import type { Action } from "../functions/websocket/frames.ts";
import { fullJitter } from "./backoff.ts";
import { ChatClientError } from "./chat-client-error.ts";
import { sleep } from "./clock.ts";
import type { ClosedReason, StateEvent } from "./events.ts";
import { openSocket } from "./open-socket.ts";
import { BACKOFF, type Settings } from "./options.ts";
import type { Acks, CallOptions, Fields, LiveEvent } from "./protocol.ts";
import type { Socket } from "./socket.ts";
import type { TokenSource } from "./token-source.ts";

export interface ConnectionHooks {
  /** Why connecting is of no use any more; undefined where it may work later. */
  verdict(signal: AbortSignal): Promise<ClosedReason | undefined>;
  onEvent(event: LiveEvent): void;
  onState(event: StateEvent): void;
  /** @param ended aborted when this connection is gone */
  onOnline(ended: AbortSignal): void;
}

/** A connection that lasted this long was a good one: the next attempt does not pay for earlier failures. */
const STABLE_MS = 10_000;

/** Keeps a socket open: reconnects with full jitter until it is closed, by us or by the loss of access. */
export class Connection {
  readonly #settings: Settings;
  readonly #tokens: TokenSource;
  readonly #hooks: ConnectionHooks;
  readonly #stop = new AbortController();
  #socket: Socket | undefined;
  #state: StateEvent["state"] = "offline";
  #pause = new AbortController();

  constructor(settings: Settings, tokens: TokenSource, hooks: ConnectionHooks) {
    this.#settings = settings;
    this.#tokens = tokens;
    this.#hooks = hooks;
  }

  get state(): StateEvent["state"] {
    return this.#state;
  }

  get isOnline(): boolean {
    return this.#state === "online";
  }

  /** Aborted when the client is closed for good. */
  get closed(): AbortSignal {
    return this.#stop.signal;
  }

  start(): void {
    if (this.#state === "offline") void this.#run();
  }

  /** Does not wait any longer for the next attempt. */
  hurry(): void {
    this.#pause.abort();
  }

  /** Gives up on this socket, not on the connection. */
  reset(): void {
    this.#socket?.close();
  }

  close(reason: ClosedReason): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(new ChatClientError("closed", `The client is closed: ${reason}`));
    this.#socket?.close();
    this.#become({ state: "closed", reason });
  }

  async request<Of extends Action>(
    action: Of,
    fields: Fields<Of>,
    options?: CallOptions & { readonly timeoutMs?: number },
  ): Promise<Acks[Of]> {
    this.#stop.signal.throwIfAborted();
    if (this.#socket === undefined) throw new ChatClientError("disconnected", "Not connected");
    return this.#socket.request(action, fields, options);
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.closed.aborted; failures += 1) {
      this.#become({ state: "connecting" });
      const livedMs = await this.#live();
      if (this.closed.aborted) return;
      if (livedMs >= STABLE_MS) failures = 0;
      this.#become({ state: "offline" });
      await this.#wait(fullJitter(this.#settings.clock, BACKOFF, failures));
    }
  }

  /** One connection from its beginning to its end; how long it was open. */
  async #live(): Promise<number> {
    try {
      const token = await this.#tokens.get();
      const onEvent = (event: ServerEvent) => this.#receive(event, token);
      this.#socket = await openSocket(this.#settings, { token, onEvent, signal: this.closed });
    } catch {
      await this.#judge();
      return 0;
    }
    const openedAt = this.#settings.clock.now();
    const { ended } = this.#socket;
    this.#become({ state: "online" });
    this.#hooks.onOnline(ended);
    await new Promise((resolve) => ended.addEventListener("abort", resolve));
    this.#socket = undefined;
    return this.#settings.clock.now() - openedAt;
  }

  async #judge(): Promise<void> {
    const reason = await this.#hooks.verdict(this.closed).catch(() => undefined);
    if (reason !== undefined) this.close(reason);
  }

  #receive(event: ServerEvent, token: string): void {
    if (event.type !== "bye") this.#hooks.onEvent(event);
    else if (event.code === "access_lost") this.close("access_lost");
    else {
      void this.#tokens.renew(token).catch(() => undefined);
      this.reset();
    }
  }

  async #wait(ms: number): Promise<void> {
    this.#pause = new AbortController();
    const signal = AbortSignal.any([this.#pause.signal, this.closed]);
    await sleep(this.#settings.clock, ms, signal).catch(() => undefined);
  }

  #become(event: StateEvent): void {
    this.#state = event.state;
    this.#hooks.onState(event);
  }
}
