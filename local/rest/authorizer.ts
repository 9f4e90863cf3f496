import {
  AuthorizerAnswer,
  type AuthorizerContext,
  grantedContext,
  isUnauthorized,
} from "../access/authorizer-answer.ts";
import { headerOf } from "../http.ts";
import { parseJson } from "../json.ts";
import { functionArnOf, type Invoke } from "../lambda/invoker.ts";
import type { GatewayResponseType } from "./gateway-responses.ts";
import type { RequestContext } from "./request-context.ts";
import type { AuthorizerDefinition } from "./rest-definition.ts";

export type Authorization =
  | { readonly granted: AuthorizerContext }
  | { readonly refused: GatewayResponseType };

export interface AuthorizerInput {
  readonly definition: AuthorizerDefinition;
  /** `arn:…:{api id}`, the prefix of method and authorizer ARNs. */
  readonly apiArn: string;
  readonly invoke: Invoke;
  readonly now: () => number;
}

/** The largest number of cached answers. The oldest answer is dropped first. */
const cacheSize = 10_000;

/** A TOKEN authorizer with API Gateway's cache: an answer holds for the whole API until its time to live is over. */
export function createAuthorizer(input: AuthorizerInput) {
  const { definition } = input;
  const ask = createCachedInvoke(input);
  const headerName = definition.IdentitySource.slice("method.request.header.".length);
  const valid = new RegExp(`^(?:${definition.IdentityValidationExpression ?? ".*"})$`, "s");
  return async ({ request }: RequestContext, methodArn: string): Promise<Authorization> => {
    const token = headerOf(request, headerName);
    if (!token || !valid.test(token)) return { refused: "UNAUTHORIZED" };
    const answer = await ask(token, methodArn);
    if (typeof answer === "string") return { refused: answer };
    const granted = grantedContext(answer, methodArn);
    return granted ? { granted } : { refused: "ACCESS_DENIED" };
  };
}

/** Invokes the authorizer unless its answer for the token is cached. Failures are not cached. */
function createCachedInvoke({ definition, apiArn, invoke, now }: AuthorizerInput) {
  const cache = new Map<string, { readonly answer: AuthorizerAnswer; readonly expires: number }>();
  const functionArn = functionArnOf(definition.AuthorizerUri);
  const sourceArn = `${apiArn}/authorizers/${definition.id}`;
  const lifetimeMs = definition.AuthorizerResultTtlInSeconds * 1000;
  return async (authorizationToken: string, methodArn: string) => {
    const cached = cache.get(authorizationToken);
    if (cached && cached.expires > now()) return cached.answer;
    const event = { type: "TOKEN", authorizationToken, methodArn };
    const answer = readAnswer(await invoke(functionArn, sourceArn, event));
    if (typeof answer !== "string" && lifetimeMs > 0) {
      cache.delete(authorizationToken);
      cache.set(authorizationToken, { answer, expires: now() + lifetimeMs });
      for (const oldest of cache.keys()) if (cache.size > cacheSize) cache.delete(oldest);
    }
    return answer;
  };
}

function readAnswer(result: Awaited<ReturnType<Invoke>>): AuthorizerAnswer | GatewayResponseType {
  if (result.kind === "refused") return "AUTHORIZER_CONFIGURATION_ERROR";
  if (result.kind === "failure") return isUnauthorized(result.error) ? "UNAUTHORIZED" : "AUTHORIZER_FAILURE";
  const answer = AuthorizerAnswer.safeParse(parseJson(result.payload));
  return answer.success ? answer.data : "AUTHORIZER_CONFIGURATION_ERROR";
}
