import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { describeRequest, endWith, json } from "../http.ts";
import type { Invoke } from "../lambda/invoker.ts";
import { arnOf, type Deployment } from "../template/physical.ts";
import type { Client, Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { createEvents, type Events } from "./events.ts";
import { createFrameHandler, type FrameHook } from "./frames.ts";
import { createHandshake } from "./handshake.ts";
import type { WebSocketDefinition } from "./websocket-definition.ts";

/** AWS's limit on a frame, in bytes. */
const frameLimit = 32 * 1024;
/** Bounds memory: a socket is not read while so many of its frames are being handled. */
const pendingLimit = 64;
/** Clients have so long to answer the close frame, in milliseconds. */
const closeTimeoutMs = 500;

export interface WebSocketApiInput {
  readonly definition: WebSocketDefinition;
  readonly deployment: Deployment;
  readonly invoke: Invoke;
  readonly connections: Connections;
  readonly onFrame?: FrameHook;
}

/** Emulates an API Gateway WebSocket API. */
export class WebSocketApi {
  readonly #input: WebSocketApiInput;
  /** `arn:…:{api id}/{stage}` */
  readonly #stageArn: string;
  readonly #events: Events;
  readonly #handshake: ReturnType<typeof createHandshake>;
  readonly #handleFrame: ReturnType<typeof createFrameHandler>;
  /** The subprotocols that `$connect` chose, by handshake. */
  readonly #protocols = new WeakMap<IncomingMessage, string>();
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: frameLimit,
    perMessageDeflate: false,
    handleProtocols: (_, message) => this.#protocols.get(message) ?? false,
  });
  /** Running invocations of `$disconnect`. */
  readonly #disconnects = new Set<Promise<unknown>>();

  constructor(input: WebSocketApiInput) {
    const { definition, deployment } = input;
    this.#input = input;
    this.#stageArn = arnOf(deployment, "execute-api", `${definition.apiId}/${definition.stage}`);
    this.#events = createEvents(definition);
    this.#handshake = createHandshake({ ...input, events: this.#events });
    this.#handleFrame = createFrameHandler({ ...input, events: this.#events, stageArn: this.#stageArn });
  }

  async upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const ignore = () => undefined;
    socket.on("error", ignore);
    const outcome = await this.#handshake(describeRequest(message, ""));
    if ("refused" in outcome) return refuse(socket, outcome.refused, outcome.message);
    const { accepted, protocol } = outcome;
    if (socket.destroyed) return this.#disconnect(accepted, 1006, "Connection closed during the handshake");
    if (protocol !== undefined) this.#protocols.set(message, protocol);
    socket.off("error", ignore);
    this.#server.handleUpgrade(message, socket, head, (webSocket) => this.#connect(accepted, webSocket));
  }

  /** Closes all connections. Resolves when every `$disconnect` has been handled. */
  async close(): Promise<void> {
    const sockets = this.#input.connections.all().map(({ socket }) => socket);
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    for (const socket of sockets) socket.close(1001, "Going away");
    const timer = setTimeout(() => this.#terminateAll(), closeTimeoutMs);
    await Promise.all(closed);
    clearTimeout(timer);
    await Promise.allSettled(this.#disconnects);
  }

  #connect(client: Client, socket: WebSocket): void {
    const { connections } = this.#input;
    const connection = connections.add(client, socket);
    let tooLarge = false;
    socket.on("error", (error) => {
      tooLarge ||= "code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
    });
    socket.on("close", (code, reason) => {
      // For a frame that is too large, `ws` sends 1009 to the client but reports a broken connection here.
      this.#disconnect(client, tooLarge ? 1009 : code, reason.toString());
    });
    socket.on("message", (data, isBinary) => {
      connections.touch(client.connectionId);
      if (isBinary) socket.close(1003, "Binary frames are not supported");
      else void this.#answer(connection, data);
    });
  }

  #disconnect(client: Client, code: number, reason: string): void {
    const { connections, definition, invoke } = this.#input;
    connections.remove(client.connectionId);
    const route = definition.routes.get("$disconnect");
    if (!route) return;
    const event = this.#events.disconnect(client, code, reason);
    const done = invoke(route.functionArn, `${this.#stageArn}/$disconnect`, event);
    this.#disconnects.add(done);
    void done.finally(() => this.#disconnects.delete(done));
  }

  async #answer(connection: Connection, data: RawData): Promise<void> {
    const { socket } = connection;
    connection.pending += 1;
    if (connection.pending >= pendingLimit) socket.pause();
    const reply = await this.#handleFrame(connection, data.toString());
    connection.pending -= 1;
    if (connection.pending < pendingLimit) socket.resume();
    if (reply !== undefined && socket.readyState === socket.OPEN) socket.send(reply);
  }

  #terminateAll(): void {
    for (const { socket } of this.#input.connections.all()) socket.terminate();
  }
}

function refuse(socket: Duplex, status: number, message: string): void {
  endWith(socket, json(status, { message, connectionId: "", requestId: randomUUID() }));
}
