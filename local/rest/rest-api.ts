import type { HttpAnswer, HttpRequest } from "../http.ts";
import { functionArnOf, type Invoke } from "../lambda/invoker.ts";
import { StartupError } from "../startup-error.ts";
import type { Deployment } from "../template/physical.ts";
import { type AuthorizerContext, createAuthorizer } from "./authorizer.ts";
import type { ProxyIntegration, RestDefinition } from "./definition.ts";
import { createGatewayResponses, type Refusal } from "./gateway-responses.ts";
import { answerMock, checkMock } from "./mock-integration.ts";
import { proxyEvent } from "./proxy-event.ts";
import { proxyAnswer } from "./proxy-result.ts";
import { createContext, type RequestContext } from "./request-context.ts";
import { createRouter, type Match } from "./router.ts";

export interface RestApiInput {
  readonly definition: RestDefinition;
  readonly deployment: Deployment;
  readonly invoke: Invoke;
  readonly now?: () => number;
}

export interface RestApi {
  handle(request: HttpRequest): Promise<HttpAnswer>;
}

/** API Gateway's REST API (v1) from its definition: route, authorize, integrate. */
export function createRestApi({ definition, deployment: d, invoke, now = Date.now }: RestApiInput): RestApi {
  const apiArn = `arn:${d.partition}:execute-api:${d.region}:${d.accountId}:${definition.apiId}`;
  const route = createRouter(definition.paths);
  const refuse = createGatewayResponses(definition.gatewayResponses);
  const authorizers = new Map(
    [...definition.authorizers].map(([id, authorizer]) => [
      id,
      createAuthorizer({ definition: authorizer, apiArn, invoke, now }),
    ]),
  );
  checkMethods(definition);

  const authorize = async (context: RequestContext, { method }: Match) => {
    if (method.AuthorizationType === "NONE") return { granted: undefined };
    const methodArn = `${apiArn}/${definition.stage}/${context.request.method}${context.request.path}`;
    const authorizer = authorizers.get(method.AuthorizerId ?? "");
    return authorizer
      ? authorizer(context, methodArn)
      : ({ refused: "AUTHORIZER_CONFIGURATION_ERROR" } as const);
  };

  const integrate = async (context: RequestContext, match: Match, granted: AuthorizerContext | undefined) => {
    const integration = match.method.Integration;
    if (integration.Type === "MOCK") return answerMock(integration, context);
    const sourceArn = `${apiArn}/${definition.stage}/${match.method.HttpMethod}${match.resourcePath}`;
    const result = await withTimeout(
      integration,
      invoke(functionArnOf(integration.Uri), sourceArn, proxyEvent(context, match, granted)),
    );
    if (typeof result === "string") return result;
    if (result.kind === "result") return proxyAnswer(result.payload, context.requestId) ?? "BAD_GATEWAY";
    return refusalOf(result);
  };

  return {
    handle: async (request) => {
      const context = createContext(definition, request);
      const match = route(request.method, request.path);
      if (!match) return refuse("MISSING_AUTHENTICATION_TOKEN", context);
      const authorization = await authorize(context, match);
      if ("refused" in authorization) return refuse(authorization.refused, context);
      const answer = await integrate(context, match, authorization.granted);
      return typeof answer === "string" ? refuse(answer, context) : answer;
    },
  };
}

function refusalOf(result: Exclude<Awaited<ReturnType<Invoke>>, { kind: "result" }>): Refusal {
  if (result.kind === "failure") return "BAD_GATEWAY";
  return result.status === 413 ? "REQUEST_TOO_LARGE" : "API_CONFIGURATION_ERROR";
}

async function withTimeout<Result>(
  { TimeoutInMillis }: ProxyIntegration,
  work: Promise<Result>,
): Promise<Result | "INTEGRATION_TIMEOUT"> {
  const timeout = Promise.withResolvers<"INTEGRATION_TIMEOUT">();
  const timer = setTimeout(() => timeout.resolve("INTEGRATION_TIMEOUT"), TimeoutInMillis);
  try {
    return await Promise.race([work, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function checkMethods({ paths, authorizers }: RestDefinition): void {
  for (const { path, methods } of paths) {
    for (const { HttpMethod, AuthorizationType, AuthorizerId, Integration } of methods.values()) {
      const where = `${HttpMethod} ${path}`;
      if (Integration.Type === "MOCK") checkMock(Integration, where);
      else functionArnOf(Integration.Uri);
      if (AuthorizationType === "CUSTOM" && !authorizers.has(AuthorizerId ?? "")) {
        throw new StartupError(`template: ${where}: no authorizer ${AuthorizerId ?? "named"}`);
      }
    }
  }
}
