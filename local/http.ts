import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** A request as the gateways see it, with its body read. */
export interface HttpRequest {
  readonly method: string;
  /** As sent: percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** In the client's order and spelling. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly sourceIp: string;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Buffer;
}

export function json(status: number, body: unknown): HttpAnswer {
  return { status, headers: [["Content-Type", "application/json"]], body: JSON.stringify(body) };
}

export function describeRequest(message: IncomingMessage, body: string): HttpRequest {
  const [path = "/", ...query] = (message.url ?? "/").split("?");
  return {
    method: message.method ?? "GET",
    path,
    query: new URLSearchParams(query.join("?")),
    headers: headerPairs(message),
    sourceIp: (message.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
    body,
  };
}

function headerPairs({ rawHeaders }: IncomingMessage): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  return pairs;
}

/** The last value of a header. Names are case-insensitive. */
export function headerOf({ headers }: Pick<HttpRequest, "headers">, name: string): string | undefined {
  return headers.findLast(([candidate]) => candidate.toLowerCase() === name.toLowerCase())?.[1];
}

/** Reads the body as text. A body over `limit` bytes is read to its end and dropped; the result is undefined. */
export function readBody(message: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    message.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
    });
    message.on("end", () => resolve(size <= limit ? Buffer.concat(chunks).toString("utf8") : undefined));
    message.on("error", reject);
    message.on("close", () => {
      if (!message.readableEnded) reject(new Error("The client went away"));
    });
  });
}

export function respond(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  if (response.destroyed) return;
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.writeHead(status, { "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

/** Clients have so long to read the answer before the connection breaks, in milliseconds. */
const lingerMs = 1000;

/** Answers on a connection that has no response object, and closes it. */
export function endWith(socket: Duplex, { status, headers, body }: HttpAnswer): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.on("error", () => socket.destroy()); // the client went away
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
