import type { ServerEvent } from "../functions/domain/server-events.ts";
import type { Acks } from "../functions/websocket/acks.ts";
import type { Action } from "../functions/websocket/frames.ts";
import { aborted } from "./abort-signals.ts";
import { backoffMs, Pause } from "./backoff.ts";
import { ChatClientError } from "./chat-client-error.ts";
import { type ConnectPorts, connect } from "./connect.ts";
import { Emitter, type Listener } from "./emitter.ts";
import type { ClosedReason, StateEvent } from "./events.ts";
import type { Fields, LiveEvent } from "./protocol.ts";
import type { RequestOptions, Socket } from "./socket.ts";

/** A socket that stayed open this long resets the count of failures. */
const STABLE_MS = 10_000;

interface ConnectionEvents {
  state: StateEvent;
  /** An event that the server pushed. */
  push: LiveEvent;
  /** A new socket is open. The signal aborts when that socket ends. */
  online: AbortSignal;
}

interface SocketRun {
  /** For how long the socket was open, in milliseconds. */
  readonly openMs: number;
  readonly error?: ChatClientError | undefined;
}

/** Keeps a socket open: reconnects with full jitter until the app closes it or access is lost. */
export class Connection {
  readonly #ports: ConnectPorts;
  readonly #events = new Emitter<ConnectionEvents>();
  readonly #stop = new AbortController();
  readonly #pause: Pause;
  #socket: Socket | undefined;
  #state: StateEvent["state"] = "offline";
  #isStarted = false;

  constructor(ports: ConnectPorts) {
    this.#ports = ports;
    this.#pause = new Pause(ports.settings.clock);
  }

  on<Name extends keyof ConnectionEvents>(name: Name, listener: Listener<ConnectionEvents[Name]>): void {
    this.#events.on(name, listener);
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
      this.#setState({ state: "connecting" });
      const { openMs, error } = await this.#runSocket();
      if (this.closed.aborted) return;
      if (openMs >= STABLE_MS) failures = 0;
      this.#setState({ state: "offline", ...(error && { error }) });
      await this.#pause.wait(backoffMs(clock, failures), this.closed);
    }
  }

  /** Skips the rest of the backoff. */
  reconnectNow(): void {
    this.#pause.skip();
  }

  /** Closes the current socket; the client then reconnects. */
  reset(): void {
    this.#socket?.close();
  }

  /** Closes for good. */
  close(reason: ClosedReason): void {
    if (this.closed.aborted) return;
    this.#stop.abort(new ChatClientError("closed", `The client is closed: ${reason}`));
    this.reset();
    this.#setState({ state: "closed", reason });
  }

  /** @throws ChatClientError as `Socket.request` does, and `closed` */
  async request<Of extends Action>(
    action: Of,
    fields: Fields<Of>,
    options?: RequestOptions,
  ): Promise<Acks[Of]> {
    this.closed.throwIfAborted();
    if (this.#socket === undefined) throw new ChatClientError("disconnected", "Not connected");
    return this.#socket.request(action, fields, options);
  }

  /** Opens a socket and waits until it ends. */
  async #runSocket(): Promise<SocketRun> {
    const { clock } = this.#ports.settings;
    const { socket, refusal } = await connect(
      this.#ports,
      (...event) => this.#receive(...event),
      this.closed,
    );
    if (refusal !== undefined) this.close(refusal);
    if (this.closed.aborted) socket?.close();
    if (this.closed.aborted || socket === undefined) return { openMs: 0 };
    this.#socket = socket;
    const openedAt = clock.now();
    this.#setState({ state: "online" });
    this.#events.emit("online", socket.ended);
    await aborted(socket.ended);
    this.#socket = undefined;
    return { openMs: clock.now() - openedAt, error: socket.protocolError };
  }

  #receive(event: ServerEvent, token: string): void {
    if (event.type !== "bye") this.#events.emit("push", event);
    else if (event.code === "token_expired") {
      void this.#ports.tokens.renew(token).catch(() => undefined);
      this.reset();
    } else this.close(event.code);
  }

  #setState(event: StateEvent): void {
    this.#state = event.state;
    this.#events.emit("state", event);
  }
}
