import { randomBytes, randomUUID } from "node:crypto";
import { type HttpRequest, headerOf } from "../http.ts";
import { allValues, forwarded, lastValues, orNull } from "../rest/proxy-event.ts";
import { logTime } from "../rest/request-context.ts";
import type { Client } from "./connection.ts";
import type { WebSocketDefinition } from "./definition.ts";

export type EventType = "CONNECT" | "MESSAGE" | "DISCONNECT";

/** Builds the events of a WebSocket API as its integrations and its authorizer get them. */
export function createEvents({ apiId, stage }: WebSocketDefinition) {
  const requestContext = (client: Client, eventType: EventType, routeKey: string) => {
    const now = Date.now();
    return {
      routeKey,
      eventType,
      messageDirection: "IN",
      stage,
      apiId,
      connectionId: client.connectionId,
      connectedAt: client.connectedAt,
      domainName: client.host,
      requestId: randomUUID(),
      extendedRequestId: randomBytes(11).toString("base64"),
      requestTime: logTime(now),
      requestTimeEpoch: now,
      identity: { sourceIp: client.sourceIp, userAgent: client.userAgent },
      ...(client.authorizer && { authorizer: client.authorizer }),
    };
  };
  return {
    connect: (client: Client, request: HttpRequest) => ({
      ...handshake(request),
      requestContext: requestContext(client, "CONNECT", "$connect"),
      isBase64Encoded: false,
    }),
    authorize: (client: Client, request: HttpRequest, methodArn: string) => ({
      type: "REQUEST",
      methodArn,
      ...handshake(request),
      stageVariables: {},
      requestContext: requestContext(client, "CONNECT", "$connect"),
    }),
    message: (client: Client, routeKey: string, body: string) => ({
      requestContext: {
        ...requestContext(client, "MESSAGE", routeKey),
        messageId: `${randomBytes(11).toString("base64")}=`,
      },
      body,
      isBase64Encoded: false,
    }),
    disconnect: (client: Client, code: number, reason: string) => ({
      headers: { Host: client.host, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" },
      multiValueHeaders: {
        Host: [client.host],
        "x-api-key": [""],
        "X-Forwarded-For": [""],
        "x-restapi": [""],
      },
      requestContext: {
        ...requestContext(client, "DISCONNECT", "$disconnect"),
        disconnectStatusCode: code,
        disconnectReason: reason,
      },
      isBase64Encoded: false,
    }),
  };
}
export type Events = ReturnType<typeof createEvents>;

/** The handshake's headers and query; the keys are absent where there is no query, as in AWS. */
function handshake(request: HttpRequest): object {
  const headers = forwarded(request);
  const query = [...request.query];
  return {
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    ...(orNull(query) && {
      queryStringParameters: lastValues(query),
      multiValueQueryStringParameters: allValues(query),
    }),
  };
}

/** Like AWS's: `L0SM9cOFvHcCIhw=`. */
function newConnectionId(): string {
  return randomBytes(11).toString("base64").replaceAll("/", "_").replaceAll("+", "-");
}

export function describeClient(request: HttpRequest): Client {
  return {
    connectionId: newConnectionId(),
    connectedAt: Date.now(),
    sourceIp: request.sourceIp,
    userAgent: headerOf(request, "user-agent") ?? "",
    host: headerOf(request, "host") ?? "localhost",
    authorizer: undefined,
  };
}
