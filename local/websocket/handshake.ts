import * as z from "zod";
import { AuthorizerAnswer, grantedContext, isUnauthorized } from "../access/authorizer-answer.ts";
import { type HttpRequest, headerOf } from "../http.ts";
import { parseJson } from "../json.ts";
import type { Invoke } from "../lambda/invoker.ts";
import { arnOf, type Deployment } from "../template/physical.ts";
import type { Client } from "./connection.ts";
import { describeClient, type Events } from "./events.ts";
import type { WebSocketDefinition } from "./websocket-definition.ts";

interface Refusal {
  readonly refused: number;
  readonly message: string;
}

export type Handshake = { readonly accepted: Client; readonly protocol: string | undefined } | Refusal;

export interface HandshakeInput {
  readonly definition: WebSocketDefinition;
  readonly deployment: Deployment;
  readonly events: Events;
  readonly invoke: Invoke;
}

const ConnectAnswer = z.object({
  statusCode: z.coerce.number(),
  headers: z.record(z.string(), z.unknown()).default({}),
});

const refuse = (refused: number, message: string): Refusal => ({ refused, message });

/** Asks the authorizer, then the `$connect` integration, whether a client may connect. */
export function createHandshake(input: HandshakeInput) {
  const { definition, deployment, events, invoke } = input;
  const connectArn = arnOf(deployment, "execute-api", `${definition.apiId}/${definition.stage}/$connect`);
  const authorize = createConnectAuthorization(input, connectArn);
  return async (request: HttpRequest): Promise<Handshake> => {
    const client = await authorize(describeClient(request), request);
    if ("refused" in client) return client;
    const route = definition.routes.get("$connect");
    if (!route) return { accepted: client, protocol: undefined };
    const result = await invoke(route.functionArn, connectArn, events.connect(client, request));
    const answer = ConnectAnswer.safeParse(result.kind === "result" ? parseJson(result.payload) : undefined);
    if (!answer.success) return refuse(502, "Internal server error");
    const { statusCode, headers } = answer.data;
    if (statusCode < 200 || statusCode > 299) return refuse(statusCode, "Forbidden");
    return { accepted: client, protocol: chosenProtocol(headers) };
  };
}

function chosenProtocol(headers: Readonly<Record<string, unknown>>): string | undefined {
  const [, protocol] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === "sec-websocket-protocol") ?? [];
  return typeof protocol === "string" ? protocol : undefined;
}

/** Calls the authorizer of `$connect`, if it has one. Returns the client with the authorizer's context. */
function createConnectAuthorization(
  { definition, deployment, events, invoke }: HandshakeInput,
  connectArn: string,
) {
  const { connectAuthorizer: authorizer } = definition;
  const apiArn = arnOf(deployment, "execute-api", definition.apiId);
  return async (client: Client, request: HttpRequest): Promise<Client | Refusal> => {
    if (!authorizer) return client;
    const present = authorizer.identity.every(({ kind, name }) =>
      kind === "header" ? headerOf(request, name) : request.query.get(name),
    );
    if (!present) return refuse(401, "Unauthorized");
    const event = events.authorize(client, request, connectArn);
    const result = await invoke(authorizer.functionArn, `${apiArn}/authorizers/${authorizer.id}`, event);
    if (result.kind === "failure" && isUnauthorized(result.error)) return refuse(401, "Unauthorized");
    const payload = result.kind === "result" ? parseJson(result.payload) : undefined;
    const answer = AuthorizerAnswer.safeParse(payload);
    if (!answer.success) return refuse(500, "Internal server error");
    const granted = grantedContext(answer.data, connectArn);
    if (!granted) return refuse(403, "User is not authorized to access this resource");
    return { ...client, authorizer: granted };
  };
}
