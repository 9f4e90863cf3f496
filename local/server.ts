import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { listen } from "./free-port.ts";
import { describeRequest, type HttpAnswer, type HttpRequest, json, readBody, respond } from "./http.ts";
import { answerWithCors } from "./local-cors.ts";
import { StartupError } from "./startup-error.ts";
import type { WebSocketApi } from "./websocket/websocket-api.ts";

/** API Gateway's limit on a body, in bytes. Its 413 ignores gateway responses. */
const bodyLimit = 10 * 1024 * 1024;

export interface ServerInput {
  readonly rest: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly local: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly docs: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly webSocket: WebSocketApi;
  readonly log: (line: string) => void;
}

export interface LocalServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves REST, WebSocket at `/ws`, and the local routes below `/local` and `/docs` on one port. */
export async function startServer(wantedPort: number, input: ServerInput): Promise<LocalServer> {
  const { port, servers } = await listenOnLoopback(wantedPort, () => createGatewayServer(input));
  return {
    port,
    close: async () => {
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      await input.webSocket.close();
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

function createGatewayServer(input: ServerInput): Server {
  const { webSocket, log } = input;
  const server = createServer((message, response) => void handle(message, response, input));
  server.keepAliveTimeout = 65_000;
  server.on("upgrade", (message, socket, head) => {
    if (message.url?.split("?")[0] !== "/ws") {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    webSocket.upgrade(message, socket, head).catch((error: unknown) => {
      log(describeError(error));
      socket.destroy();
    });
  });
  return server;
}

async function handle(message: IncomingMessage, response: ServerResponse, input: ServerInput): Promise<void> {
  try {
    respond(response, await answer(message, input));
  } catch (error) {
    if (message.readableAborted || response.destroyed) return; // the client went away
    input.log(describeError(error));
    respond(response, json(500, { message: "Internal server error" }));
  }
}

async function answer(message: IncomingMessage, { rest, local, docs }: ServerInput): Promise<HttpAnswer> {
  const body = await readBody(message, bodyLimit);
  if (body === undefined) return json(413, { message: "Request Too Long" });
  const request = describeRequest(message, body);
  if (/^\/docs(\/|$)/.test(request.path)) return docs(request);
  return /^\/local(\/|$)/.test(request.path) ? answerWithCors(request, local) : rest(request);
}

function describeError(error: unknown): string {
  return `server: ${error instanceof Error ? error.stack : error}`;
}

/** Clients resolve `localhost` to 127.0.0.1 or to ::1, so the server listens on both, if the machine has both. */
async function listenOnLoopback(
  wantedPort: number,
  create: () => Server,
): Promise<{ port: number; servers: Server[] }> {
  const first = create();
  const port = await listen(first, wantedPort).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EADDRINUSE" ? new StartupError(`port ${wantedPort} is taken`) : error;
  });
  const second = create();
  try {
    await listen(second, port, "::1");
    return { port, servers: [first, second] };
  } catch {
    return { port, servers: [first] };
  }
}
