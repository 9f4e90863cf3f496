import * as z from "zod";

/** The server's subprotocol, and the prefix of the one that carries a token. */
export const SUBPROTOCOL = "internal-chat.v1";
const BEARER_PREFIX = "bearer.";

const TokenEvent = z.object({
  type: z.literal("TOKEN"),
  authorizationToken: z.string(),
  methodArn: z.string(),
});

const ConnectEvent = z.object({
  type: z.literal("REQUEST"),
  headers: z.record(z.string(), z.string()).nullish(),
  queryStringParameters: z.record(z.string(), z.string().optional()).nullish(),
  methodArn: z.string(),
});

/** The authorizer's event: the REST API passes a header, the WebSocket API a handshake. */
export const AuthorizerEvent = z.discriminatedUnion("type", [TokenEvent, ConnectEvent]);
export type AuthorizerEvent = z.infer<typeof AuthorizerEvent>;

/** The token of a request; undefined where it has none in the form of its API. */
export function tokenIn(event: AuthorizerEvent): string | undefined {
  if (event.type === "TOKEN") return /^Bearer +(\S+)$/i.exec(event.authorizationToken)?.[1];
  const offered = headerValues(event, "sec-websocket-protocol").flatMap((value) =>
    value.split(",").map((protocol) => protocol.trim()),
  );
  if (!offered.includes(SUBPROTOCOL)) return undefined;
  return offered.find((protocol) => protocol.startsWith(BEARER_PREFIX))?.slice(BEARER_PREFIX.length);
}

/** The origin of the page that opens a socket; undefined for clients other than browsers, and for REST. */
export function originIn(event: AuthorizerEvent): string | undefined {
  return event.type === "TOKEN" ? undefined : headerValues(event, "origin")[0];
}

/** Header names come as the client wrote them (RFC 9110: case does not matter). */
function headerValues({ headers }: z.infer<typeof ConnectEvent>, wanted: string): string[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) =>
    name.toLowerCase() === wanted ? [value] : [],
  );
}
