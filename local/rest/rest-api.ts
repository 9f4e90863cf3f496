import type { AuthorizerContext } from "../access/authorizer-answer.ts";
import type { HttpAnswer, HttpRequest } from "../http.ts";
import { functionArnOf, type Invoke } from "../lambda/invoker.ts";
import { StartupError } from "../startup-error.ts";
import { arnOf, type Deployment } from "../template/physical.ts";
import { createAuthorizer } from "./authorizer.ts";
import { createGatewayResponses, type Refusal } from "./gateway-responses.ts";
import { answerMock, checkMock } from "./mock-integration.ts";
import { proxyEvent } from "./proxy-event.ts";
import { proxyAnswer } from "./proxy-result.ts";
import { createContext, type RequestContext } from "./request-context.ts";
import type { ProxyIntegration, RestDefinition } from "./rest-definition.ts";
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

/** Emulates an API Gateway REST API (v1): it routes, authorizes and integrates each request. */
export function createRestApi(input: RestApiInput): RestApi {
  const { definition, deployment, invoke } = input;
  const apiArn = arnOf(deployment, "execute-api", definition.apiId);
  const route = createRouter(definition.paths);
  const refuse = createGatewayResponses(definition.gatewayResponses);
  const authorize = createMethodAuthorization(input, apiArn);
  const integrate = createIntegration(invoke, `${apiArn}/${definition.stage}`);
  checkMethods(definition);
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

/** Calls the authorizer of the matched method, if it has one. */
function createMethodAuthorization({ definition, invoke, now = Date.now }: RestApiInput, apiArn: string) {
  const authorizers = new Map(
    [...definition.authorizers].map(([id, authorizer]) => [
      id,
      createAuthorizer({ definition: authorizer, apiArn, invoke, now }),
    ]),
  );
  return async (context: RequestContext, { method }: Match) => {
    if (method.AuthorizationType === "NONE") return { granted: undefined };
    const methodArn = `${apiArn}/${definition.stage}/${context.request.method}${context.request.path}`;
    const authorizer = authorizers.get(method.AuthorizerId ?? "");
    return authorizer
      ? authorizer(context, methodArn)
      : ({ refused: "AUTHORIZER_CONFIGURATION_ERROR" } as const);
  };
}

/** Renders a mock, or invokes the method's function. */
function createIntegration(invoke: Invoke, stageArn: string) {
  return async (context: RequestContext, match: Match, granted: AuthorizerContext | undefined) => {
    const integration = match.method.Integration;
    if (integration.Type === "MOCK") return answerMock(integration, context);
    const sourceArn = `${stageArn}/${match.method.HttpMethod}${match.resourcePath}`;
    const result = await withTimeout(
      integration,
      invoke(functionArnOf(integration.Uri), sourceArn, proxyEvent(context, match, granted)),
    );
    if (typeof result === "string") return result;
    if (result.kind === "result") return proxyAnswer(result.payload, context.requestId) ?? "BAD_GATEWAY";
    return refusalOf(result);
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
