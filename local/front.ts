import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { listen } from "./free-port.ts";
import { describeRequest, type HttpAnswer, type HttpRequest, json, readBody, respond } from "./http.ts";
import { forLocalPages } from "./local-pages.ts";
import { StartupError } from "./startup-error.ts";
import type { WebSocketApi } from "./websocket/websocket-api.ts";

/** API Gateway's limit on a body, in bytes; it answers by itself, before any gateway response is looked up. */
const bodyLimit = 10 * 1024 * 1024;

export interface FrontInput {
  readonly rest: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly local: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly docs: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly webSocket: WebSocketApi;
  readonly log: (line: string) => void;
}

export interface Front {
  readonly port: number;
  close(): Promise<void>;
}

/** The one port of the local cloud: REST, WebSocket at `/ws`, and its own routes below `/local` and `/docs`. */
export async function openFront(port: number, input: FrontInput): Promise<Front> {
  const onRequest = (message: IncomingMessage, response: ServerResponse) => {
    answer(message, input).then(
      (result) => respond(response, result),
      (error: unknown) => {
        if (message.readableAborted || response.destroyed) return; // the client went away
        input.log(`front: ${error instanceof Error ? error.stack : error}`);
        respond(response, json(500, { message: "Internal server error" }));
      },
    );
  };
  const servers = await listenOnLoopback(port, () => upgradable(createServer(onRequest), input));
  return {
    port: servers.port,
    close: async () => {
      const closed = servers.all.map((server) => new Promise((resolve) => server.close(resolve)));
      await input.webSocket.close();
      for (const server of servers.all) server.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

async function answer(message: IncomingMessage, { rest, local, docs }: FrontInput): Promise<HttpAnswer> {
  const body = await readBody(message, bodyLimit);
  if (body === undefined) return json(413, { message: "Request Too Long" });
  const request = describeRequest(message, body);
  if (/^\/docs(\/|$)/.test(request.path)) return docs(request);
  return /^\/local(\/|$)/.test(request.path) ? forLocalPages(request, local) : rest(request);
}

function upgradable(server: Server, { webSocket, log }: FrontInput): Server {
  server.keepAliveTimeout = 65_000;
  server.on("upgrade", (message, socket, head) => {
    if (message.url?.split("?")[0] !== "/ws") {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    webSocket.upgrade(message, socket, head).catch((error: unknown) => {
      log(`front: ${error instanceof Error ? error.stack : error}`);
      socket.destroy();
    });
  });
  return server;
}

/** `localhost` is 127.0.0.1 for some clients and ::1 for others: both, where the machine has both. */
async function listenOnLoopback(
  wanted: number,
  create: () => Server,
): Promise<{ port: number; all: Server[] }> {
  const first = create();
  const port = await listen(first, wanted).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EADDRINUSE" ? new StartupError(`port ${wanted} is taken`) : error;
  });
  const second = create();
  try {
    await listen(second, port, "::1");
    return { port, all: [first, second] };
  } catch {
    return { port, all: [first] };
  }
}
