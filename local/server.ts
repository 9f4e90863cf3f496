import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { errorAnswer } from "./error-answer.ts";
import { listen } from "./free-port.ts";
import {
  describeRequest,
  endWith,
  type HttpAnswer,
  type HttpRequest,
  json,
  readBody,
  respond,
} from "./http.ts";
import { answerWithCors } from "./local-cors.ts";
import { createLoopbackServer } from "./loopback-server.ts";
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
  const server = createLoopbackServer({
    request: (message, response) => void handle(message, response, input),
    upgrade: (message, socket, head) => void upgrade({ message, socket, head }, input),
  });
  server.keepAliveTimeout = 65_000;
  return server;
}

interface Upgrade {
  readonly message: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

async function upgrade({ message, socket, head }: Upgrade, { webSocket, log }: ServerInput): Promise<void> {
  if (message.url?.split("?")[0] !== "/ws") {
    endWith(socket, errorAnswer(404, "not_found", "There is no such path."));
    return;
  }
  try {
    await webSocket.upgrade(message, socket, head);
  } catch (error) {
    log(describeError(error));
    socket.destroy();
  }
}

async function handle(message: IncomingMessage, response: ServerResponse, input: ServerInput): Promise<void> {
  try {
    respond(response, await answer(message, input));
  } catch (error) {
    if (message.readableAborted || response.destroyed) return; // the client went away
    input.log(describeError(error));
    respond(response, errorAnswer(500, "internal", "Something went wrong."));
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
