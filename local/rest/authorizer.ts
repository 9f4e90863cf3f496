import { AuthorizerAnswer } from "../access/authorizer-answer.ts";
import { evaluate } from "../access/policy.ts";
import { headerOf } from "../http.ts";
import { parseJson } from "../json.ts";
import { functionArnOf, type Invoke } from "../lambda/invoker.ts";
import type { AuthorizerDefinition } from "./definition.ts";
import type { GatewayResponseType } from "./gateway-responses.ts";
import type { RequestContext } from "./request-context.ts";

/** What later events carry of the authorizer's answer. */
export type AuthorizerContext = Readonly<Record<string, string | number>>;

export type Authorization =
  | { readonly granted: AuthorizerContext }
  | { readonly refused: GatewayResponseType };

export interface AuthorizerInput {
  readonly definition: AuthorizerDefinition;
  /** `arn:…:{api id}`, of which method and authorizer ARNs are made. */
  readonly apiArn: string;
  readonly invoke: Invoke;
  readonly now: () => number;
}

/** Cached answers at most; the oldest goes first. */
const cacheSize = 10_000;

/** A TOKEN authorizer with its cache: one token, one answer for the whole API until the time to live is over. */
export function createAuthorizer({ definition, apiArn, invoke, now }: AuthorizerInput) {
  const cache = new Map<string, { readonly answer: AuthorizerAnswer; readonly expires: number }>();
  const functionArn = functionArnOf(definition.AuthorizerUri);
  const headerName = definition.IdentitySource.slice("method.request.header.".length);
  const valid = new RegExp(`^(?:${definition.IdentityValidationExpression ?? ".*"})$`, "s");
  const lifetimeMs = definition.AuthorizerResultTtlInSeconds * 1000;

  const ask = async (authorizationToken: string, methodArn: string) => {
    const cached = cache.get(authorizationToken);
    if (cached && cached.expires > now()) return cached.answer;
    const event = { type: "TOKEN", authorizationToken, methodArn };
    const result = await invoke(functionArn, `${apiArn}/authorizers/${definition.id}`, event);
    const answer = readAnswer(result);
    if (typeof answer !== "string" && lifetimeMs > 0) {
      cache.delete(authorizationToken);
      cache.set(authorizationToken, { answer, expires: now() + lifetimeMs });
      for (const oldest of cache.keys()) if (cache.size > cacheSize) cache.delete(oldest);
    }
    return answer;
  };

  return async ({ request }: RequestContext, methodArn: string): Promise<Authorization> => {
    const token = headerOf(request, headerName);
    if (!token || !valid.test(token)) return { refused: "UNAUTHORIZED" };
    const answer = await ask(token, methodArn);
    if (typeof answer === "string") return { refused: answer };
    const decision = evaluate([answer.policyDocument], { action: "execute-api:Invoke", resource: methodArn });
    if (decision !== "allowed") return { refused: "ACCESS_DENIED" };
    return { granted: { ...answer.context, principalId: answer.principalId, integrationLatency: 0 } };
  };
}

function readAnswer(result: Awaited<ReturnType<Invoke>>): AuthorizerAnswer | GatewayResponseType {
  if (result.kind === "refused") return "AUTHORIZER_CONFIGURATION_ERROR";
  if (result.kind === "failure")
    return result.error.errorMessage === "Unauthorized" ? "UNAUTHORIZED" : "AUTHORIZER_FAILURE";
  const answer = AuthorizerAnswer.safeParse(parseJson(result.payload));
  return answer.success ? answer.data : "AUTHORIZER_CONFIGURATION_ERROR";
}
