import {
  createServer,
  type IncomingMessage,
  maxHeaderSize,
  type RequestListener,
  type Server,
} from "node:http";
import { isIPv4 } from "node:net";
import type { Duplex } from "node:stream";
import { errorAnswer } from "./error-answer.ts";
import { endWith, type HttpAnswer, respond } from "./http.ts";

export interface LoopbackListeners {
  readonly request: RequestListener;
  /** @default an upgrade is handled like any other request */
  readonly upgrade?: (message: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/**
 * Creates an HTTP server for clients on this machine. It refuses requests whose `Host` is not loopback: a web
 * page whose name resolves to 127.0.0.1 (DNS rebinding) passes the browser's checks, but cannot hide its name.
 */
export function createLoopbackServer({ request, upgrade }: LoopbackListeners): Server {
  // Without `requireHostHeader`, Node leaves a request without `Host` to this check.
  const server = createServer({ requireHostHeader: false }, (message, response) => {
    if (isLoopback(message)) request(message, response);
    else respond(response, foreignHost());
  });
  if (upgrade) {
    server.on("upgrade", (message: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (isLoopback(message)) upgrade(message, socket, head);
      else endWith(socket, foreignHost());
    });
  }
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (socket.writableEnded) return; // answered: to close before the rest is read would break the answer
    if (error.code === "ECONNRESET") socket.destroy();
    else endWith(socket, unreadable(error.code));
  });
  return server;
}

function isLoopback({ headersDistinct }: IncomingMessage): boolean {
  const [host = "", ...others] = headersDistinct.host ?? [];
  const [, name = ""] = /^(\[[^\]]*\]|[^:]*)(?::\d{0,5})?$/.exec(host.toLowerCase()) ?? [];
  const isNamed = name === "localhost" || name === "[::1]" || (isIPv4(name) && name.startsWith("127."));
  return isNamed && others.length === 0;
}

/** The gateway, too, gives this code to what it refuses by itself with 403. */
function foreignHost(): HttpAnswer {
  return errorAnswer(
    403,
    "insufficient_scope",
    "The local cloud answers only to localhost, 127.0.0.0/8 and [::1].",
  );
}

/** The answer to a request that Node's parser refuses, by the parser's error. */
function unreadable(error: string | undefined): HttpAnswer {
  if (error === "HPE_HEADER_OVERFLOW") {
    const limit = `${maxHeaderSize / 1024} KB`;
    return errorAnswer(431, "payload_too_large", `The request line and the headers have more than ${limit}.`);
  }
  if (error === "ERR_HTTP_REQUEST_TIMEOUT") {
    return errorAnswer(408, "unavailable", "The request did not arrive in time.");
  }
  return errorAnswer(400, "invalid_request", "This is not a valid HTTP request.");
}
