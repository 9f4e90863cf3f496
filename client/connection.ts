import type { ServerEvent } from "../functions/domain/server-events.ts";
import type { Acks } from "../functions/websocket/acks.ts";
import type { Action } from "../functions/websocket/frames.ts";
import { fullJitter } from "./backoff.ts";
import { ChatClientError } from "./chat-client-error.ts";
import { aborted } from "./clock.ts";
import type { ConnectionPorts } from "./connection-ports.ts";
import { dial } from "./dial.ts";
import type { ClosedReason, StateEvent } from "./events.ts";
import { BACKOFF } from "./options.ts";
import { Pause } from "./pause.ts";
import type { Fields } from "./protocol.ts";
import type { RequestOptions, Socket } from "./socket.ts";

/** A connection that lasted this long was a good one: the next attempt does not pay for earlier failures. */
const STABLE_MS = 10_000;

/** Keeps a socket open: reconnects with full jitter until it is closed, by us or by the loss of access. */
export class Connection {
  readonly #ports: ConnectionPorts;
  readonly #stop = new AbortController();
  readonly #pause: Pause;
  #socket: Socket | undefined;
  #state: StateEvent["state"] = "offline";
  #isStarted = false;

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
    this.#pause = new Pause(ports.settings.clock);
  }

  get state(): StateEvent["state"] {
    return this.#state;
  }

  get isOnline(): boolean {
    return this.#socket !== undefined;
  }

  /** Aborted when the client is closed for good. */
  get closed(): AbortSignal {
    return this.#stop.signal;
  }

  async start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const { clock } = this.#ports.settings;
    for (let failures = 0; !this.closed.aborted; failures += 1) {
      this.#become({ state: "connecting" });
      const livedMs = await this.#live();
      if (this.closed.aborted) return;
      if (livedMs >= STABLE_MS) failures = 0;
      this.#become({ state: "offline" });
      await this.#pause.wait(fullJitter(clock, BACKOFF, failures), this.closed);
    }
  }

  /** Does not wait any longer for the next attempt. */
  hurry(): void {
    this.#pause.cutShort();
  }

  /** Gives up on this socket, not on the connection. */
  reset(): void {
    this.#socket?.close();
  }

  close(reason: ClosedReason): void {
    if (this.closed.aborted) return;
    this.#stop.abort(new ChatClientError("closed", `The client is closed: ${reason}`));
    this.reset();
    this.#become({ state: "closed", reason });
  }

  async request<Of extends Action>(
    action: Of,
    fields: Fields<Of>,
    options?: RequestOptions,
  ): Promise<Acks[Of]> {
    this.closed.throwIfAborted();
    if (this.#socket === undefined) throw new ChatClientError("disconnected", "Not connected");
    return this.#socket.request(action, fields, options);
  }

  /** One connection from its beginning to its end; how many milliseconds it was open. */
  async #live(): Promise<number> {
    const { settings, onOnline } = this.#ports;
    const { socket, refusal } = await dial(this.#ports, (...event) => this.#receive(...event), this.closed);
    if (refusal !== undefined) this.close(refusal);
    if (this.closed.aborted) socket?.close();
    if (this.closed.aborted || socket === undefined) return 0;
    this.#socket = socket;
    const openedAt = settings.clock.now();
    this.#become({ state: "online" });
    onOnline(socket.ended);
    await aborted(socket.ended);
    this.#socket = undefined;
    return settings.clock.now() - openedAt;
  }

  #receive(event: ServerEvent, token: string): void {
    if (event.type !== "bye") this.#ports.onEvent(event);
    else if (event.code === "access_lost") this.close("access_lost");
    else {
      void this.#ports.tokens.renew(token).catch(() => undefined);
      this.reset();
    }
  }

  #become(event: StateEvent): void {
    this.#state = event.state;
    this.#ports.onState(event);
  }
}
