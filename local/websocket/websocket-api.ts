import { randomUUID } from "node:crypto";
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { describeRequest } from "../http.ts";
import type { Invoke } from "../lambda/invoker.ts";
import type { Deployment } from "../template/physical.ts";
import type { Client, Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import type { WebSocketDefinition } from "./definition.ts";
import { createEvents } from "./events.ts";
import { createFrameHandler, type FrameHook } from "./frames.ts";
import { createHandshake } from "./handshake.ts";

/** AWS's limit on a frame, in bytes. */
const frameLimit = 32 * 1024;
/** Frames of one connection being handled before its socket is no longer read: bounds memory. */
const pendingLimit = 64;

export interface WebSocketApiInput {
  readonly definition: WebSocketDefinition;
  readonly deployment: Deployment;
  readonly invoke: Invoke;
  readonly connections: Connections;
  readonly onFrame?: FrameHook;
}

export interface WebSocketApi {
  upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Resolves when every `$disconnect` has been handled. */
  close(): Promise<void>;
}

/** API Gateway's WebSocket API from its definition. */
export function createWebSocketApi({ definition, deployment: d, ...input }: WebSocketApiInput): WebSocketApi {
  const { invoke, connections } = input;
  const stageArn = `arn:${d.partition}:execute-api:${d.region}:${d.accountId}:${definition.apiId}/${definition.stage}`;
  const events = createEvents(definition);
  const handshake = createHandshake({ definition, deployment: d, events, invoke });
  const handleFrame = createFrameHandler({ definition, events, invoke, stageArn, onFrame: input.onFrame });
  const protocols = new WeakMap<IncomingMessage, string>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: frameLimit,
    perMessageDeflate: false,
    handleProtocols: (_, message) => protocols.get(message) ?? false,
  });
  const leaving = new Set<Promise<unknown>>();

  const disconnected = (client: Client, code: number, reason: string) => {
    connections.remove(client.connectionId);
    const route = definition.routes.get("$disconnect");
    if (!route) return;
    const done = invoke(
      route.functionArn,
      `${stageArn}/$disconnect`,
      events.disconnect(client, code, reason),
    );
    leaving.add(done);
    void done.finally(() => leaving.delete(done));
  };

  const connected = (client: Client, socket: WebSocket) => {
    const connection = connections.add(client, socket);
    let tooLarge = false;
    socket.on("error", (error) => {
      tooLarge ||= "code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
    });
    socket.on("close", (code, reason) => {
      // The client was told 1009; `ws` itself only sees the connection break.
      disconnected(client, tooLarge ? 1009 : code, reason.toString());
    });
    socket.on("message", (data, isBinary) => {
      connections.touch(client.connectionId);
      if (isBinary) socket.close(1003, "Binary frames are not supported");
      else void answer(connection, data);
    });
  };

  const terminateAll = () => {
    for (const { socket } of connections.all()) socket.terminate();
  };

  const answer = async (connection: Connection, data: RawData) => {
    const { socket } = connection;
    connection.pending += 1;
    if (connection.pending >= pendingLimit) socket.pause();
    const reply = await handleFrame(connection, data.toString());
    connection.pending -= 1;
    if (connection.pending < pendingLimit) socket.resume();
    if (reply !== undefined && socket.readyState === socket.OPEN) socket.send(reply);
  };

  return {
    upgrade: async (message, socket, head) => {
      const ignore = () => undefined;
      socket.on("error", ignore);
      const outcome = await handshake(describeRequest(message, ""));
      if ("refused" in outcome) return refuse(socket, outcome.refused, outcome.message);
      if (socket.destroyed)
        return disconnected(outcome.accepted, 1006, "Connection closed during the handshake");
      if (outcome.protocol !== undefined) protocols.set(message, outcome.protocol);
      socket.off("error", ignore);
      server.handleUpgrade(message, socket, head, (webSocket) => connected(outcome.accepted, webSocket));
    },
    close: async () => {
      const closed = connections
        .all()
        .map(({ socket }) => new Promise((resolve) => socket.once("close", resolve)));
      for (const { socket } of connections.all()) socket.close(1001, "Going away");
      const patience = setTimeout(terminateAll, 500);
      await Promise.all(closed);
      clearTimeout(patience);
      await Promise.allSettled(leaving);
    },
  };
}

function refuse(socket: Duplex, status: number, message: string): void {
  const body = JSON.stringify({ message, connectionId: "", requestId: randomUUID() });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
