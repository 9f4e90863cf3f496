import * as z from "zod";
import { AuthorizerAnswer } from "../access/authorizer-answer.ts";
import { evaluate } from "../access/policy.ts";
import { type HttpRequest, headerOf } from "../http.ts";
import { parseJson } from "../json.ts";
import type { Invoke } from "../lambda/invoker.ts";
import type { Deployment } from "../template/physical.ts";
import type { Client } from "./connection.ts";
import type { WebSocketDefinition } from "./definition.ts";
import { describeClient, type Events } from "./events.ts";

export type Handshake =
  | { readonly accepted: Client; readonly protocol: string | undefined }
  | { readonly refused: number; readonly message: string };

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

const refuse = (refused: number, message: string) => ({ refused, message });

/** Asks the authorizer and the `$connect` integration whether a client may connect. */
export function createHandshake({ definition, deployment: d, events, invoke }: HandshakeInput) {
  const apiArn = `arn:${d.partition}:execute-api:${d.region}:${d.accountId}:${definition.apiId}`;
  const connectArn = `${apiArn}/${definition.stage}/$connect`;
  const { connectAuthorizer: authorizer } = definition;

  const authorize = async (
    client: Client,
    request: HttpRequest,
  ): Promise<Client | ReturnType<typeof refuse>> => {
    if (!authorizer) return client;
    const present = authorizer.identity.every(({ kind, name }) =>
      kind === "header" ? headerOf(request, name) : request.query.get(name),
    );
    if (!present) return refuse(401, "Unauthorized");
    const event = events.authorize(client, request, connectArn);
    const result = await invoke(authorizer.functionArn, `${apiArn}/authorizers/${authorizer.id}`, event);
    if (result.kind === "failure" && result.error.errorMessage === "Unauthorized")
      return refuse(401, "Unauthorized");
    const answer = AuthorizerAnswer.safeParse(
      result.kind === "result" ? parseJson(result.payload) : undefined,
    );
    if (!answer.success) return refuse(500, "Internal server error");
    const { policyDocument, context, principalId } = answer.data;
    const decision = evaluate([policyDocument], { action: "execute-api:Invoke", resource: connectArn });
    if (decision !== "allowed") return refuse(403, "User is not authorized to access this resource");
    return { ...client, authorizer: { ...context, principalId, integrationLatency: 0 } };
  };

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
    const protocol = Object.entries(headers).find(
      ([name]) => name.toLowerCase() === "sec-websocket-protocol",
    )?.[1];
    return { accepted: client, protocol: typeof protocol === "string" ? protocol : undefined };
  };
}
