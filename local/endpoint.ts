import type { IncomingMessage, Server } from "node:http";
import { listen } from "./free-port.ts";
import { type HttpAnswer, respond } from "./http.ts";
import { createLoopbackServer } from "./loopback-server.ts";

/** Creates an endpoint of an AWS service. If `answer` rejects, the connection breaks and the SDK retries. */
export function createEndpoint(answer: (message: IncomingMessage) => Promise<HttpAnswer>): Server {
  const server = createLoopbackServer({
    request: (message, response) => {
      answer(message).then(
        (whole) => respond(response, whole),
        () => response.destroy(),
      );
    },
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

/** Listens on a free loopback port until the disposables are disposed. Resolves to the endpoint's URL. */
export async function openEndpoint(server: Server, disposables: AsyncDisposableStack): Promise<string> {
  const port = await listen(server, 0);
  disposables.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}
