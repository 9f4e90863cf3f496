import { randomBytes, randomUUID } from "node:crypto";
import { type HttpRequest, headerOf } from "../http.ts";
import { allValues, forwarded, lastValues, orNull } from "../rest/proxy-event.ts";
import { logTime } from "../rest/request-context.ts";
import type { Client } from "./connection.ts";
import type { WebSocketDefinition } from "./websocket-definition.ts";

interface EventKind {
  readonly eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
  readonly routeKey: string;
}

const connect: EventKind = { eventType: "CONNECT", routeKey: "$connect" };
const disconnect: EventKind = { eventType: "DISCONNECT", routeKey: "$disconnect" };

/** Builds the events that a WebSocket API sends to its integrations and to its authorizer. */
export function createEvents(api: WebSocketDefinition) {
  return {
    connect: (client: Client, request: HttpRequest) => ({
      ...handshake(request),
      requestContext: requestContext(api, client, connect),
      isBase64Encoded: false,
    }),
    authorize: (client: Client, request: HttpRequest, methodArn: string) => ({
      type: "REQUEST",
      methodArn,
      ...handshake(request),
      stageVariables: {},
      requestContext: requestContext(api, client, connect),
    }),
    message: (client: Client, routeKey: string, body: string) => ({
      requestContext: {
        ...requestContext(api, client, { eventType: "MESSAGE", routeKey }),
        messageId: `${randomBytes(11).toString("base64")}=`,
      },
      body,
      isBase64Encoded: false,
    }),
    disconnect: (client: Client, code: number, reason: string) =>
      disconnectEvent(client, {
        ...requestContext(api, client, disconnect),
        disconnectStatusCode: code,
        disconnectReason: reason,
      }),
  };
}
export type Events = ReturnType<typeof createEvents>;

function requestContext({ apiId, stage }: WebSocketDefinition, client: Client, kind: EventKind) {
  const now = Date.now();
  return {
    routeKey: kind.routeKey,
    eventType: kind.eventType,
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
}

function disconnectEvent({ host }: Client, context: object): object {
  const headers = { Host: host, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" };
  return {
    headers,
    multiValueHeaders: allValues(Object.entries(headers)),
    requestContext: context,
    isBase64Encoded: false,
  };
}

/** The handshake's headers and query. As in AWS, the query's keys are absent if there is no query. */
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

/** A connection id in AWS's format: `L0SM9cOFvHcCIhw=`. */
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
