import type { AuthorizerContext } from "../access/authorizer-answer.ts";
import { type HttpRequest, headerOf } from "../http.ts";
import { logTime, type RequestContext } from "./request-context.ts";
import type { Match } from "./router.ts";

/** The event of a Lambda proxy integration, payload format 1.0. */
export function proxyEvent(
  context: RequestContext,
  match: Match,
  authorizer: AuthorizerContext | undefined,
): object {
  const { request } = context;
  const headers = forwarded(request);
  return {
    resource: match.resourcePath,
    path: request.path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: orNull(lastValues([...request.query])),
    multiValueQueryStringParameters: orNull(allValues([...request.query])),
    pathParameters: orNull(match.pathParameters),
    stageVariables: null,
    requestContext: requestContext(context, match, authorizer),
    body: request.body === "" ? null : request.body,
    isBase64Encoded: false,
  };
}

function requestContext(
  { request, ...context }: RequestContext,
  match: Match,
  authorizer: AuthorizerContext | undefined,
): object {
  return {
    resourceId: match.resourceId,
    resourcePath: match.resourcePath,
    httpMethod: request.method,
    path: `/${context.stage}${request.path}`,
    accountId: "000000000000",
    apiId: context.apiId,
    stage: context.stage,
    protocol: "HTTP/1.1",
    requestId: context.requestId,
    extendedRequestId: context.extendedRequestId,
    requestTime: logTime(context.requestTimeEpoch),
    requestTimeEpoch: context.requestTimeEpoch,
    domainName: headerOf(request, "host") ?? "localhost",
    domainPrefix: "localhost",
    identity: { sourceIp: request.sourceIp, userAgent: headerOf(request, "user-agent") ?? null },
    ...(authorizer && { authorizer }),
  };
}

/** The request's headers and those that the gateway adds. */
export function forwarded(request: HttpRequest): [string, string][] {
  const host = headerOf(request, "host") ?? "localhost";
  return [
    ...request.headers.map(([name, value]): [string, string] => [name, value]),
    ["X-Forwarded-For", request.sourceIp],
    ["X-Forwarded-Port", host.split(":")[1] ?? "80"],
    ["X-Forwarded-Proto", "http"],
  ];
}

export function lastValues(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(pairs);
}

export function allValues(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

export function orNull<Values extends object>(values: Values): Values | null {
  return Object.keys(values).length > 0 ? values : null;
}
