import { type HttpAnswer, headerOf } from "../http.ts";
import { StartupError } from "../startup-error.ts";
import { checkTemplate, render, type Variables } from "./mapping-template.ts";
import type { RequestContext } from "./request-context.ts";
import type { GatewayResponseDefinition } from "./rest-definition.ts";

/** The gateway's own responses, with AWS's status, error type and default message. */
const defaults = {
  ACCESS_DENIED: [403, "AccessDeniedException", "User is not authorized to access this resource"],
  API_CONFIGURATION_ERROR: [500, "InternalServerErrorException", "Internal server error"],
  AUTHORIZER_CONFIGURATION_ERROR: [500, "AuthorizerConfigurationException", null],
  AUTHORIZER_FAILURE: [500, "AuthorizerFailureException", null],
  INTEGRATION_FAILURE: [504, "InternalServerErrorException", "Internal server error"],
  INTEGRATION_TIMEOUT: [504, "InternalServerErrorException", "Endpoint request timed out"],
  MISSING_AUTHENTICATION_TOKEN: [403, "MissingAuthenticationTokenException", "Missing Authentication Token"],
  REQUEST_TOO_LARGE: [413, "RequestTooLargeException", "Request Too Long"],
  THROTTLED: [429, "TooManyRequestsException", "Too Many Requests"],
  UNSUPPORTED_MEDIA_TYPE: [415, "BadRequestException", "Unsupported Media Type"],
  UNAUTHORIZED: [401, "UnauthorizedException", "Unauthorized"],
} as const;
export type GatewayResponseType = keyof typeof defaults;

/** The 502 of a failed Lambda proxy integration has no type of its own; DEFAULT_5XX configures it. */
const badGateway = [502, "InternalServerErrorException", "Internal server error"] as const;
export type Refusal = GatewayResponseType | "BAD_GATEWAY";

const awsTemplate = '{"message":$context.error.messageString}';

export type GatewayResponses = (type: Refusal, context: RequestContext) => HttpAnswer;

export function createGatewayResponses(
  definitions: ReadonlyMap<string, GatewayResponseDefinition>,
): GatewayResponses {
  for (const [type, definition] of definitions) checkDefinition(type, definition);
  return (type, context) => {
    const [status, errorType, message] = type === "BAD_GATEWAY" ? badGateway : defaults[type];
    const definition = definitions.get(type) ?? definitions.get(status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
    const variables = contextVariables(context, type, message);
    const [contentType, template] = Object.entries(definition?.ResponseTemplates ?? {})[0] ?? [
      "application/json",
      awsTemplate,
    ];
    return {
      status: definition?.StatusCode ?? status,
      headers: [
        ["Content-Type", contentType],
        ["x-amzn-requestid", context.requestId],
        ["x-amzn-errortype", errorType],
        ...parameterHeaders(definition?.ResponseParameters ?? {}, variables, context),
      ],
      body: render(template, variables),
    };
  };
}

function contextVariables(context: RequestContext, type: string, message: string | null): Variables {
  return {
    ...basicVariables(context),
    "error.message": message ?? "",
    "error.messageString": JSON.stringify(message),
    "error.responseType": type,
  };
}

export function basicVariables({ request, ...context }: RequestContext): Variables {
  return {
    requestId: context.requestId,
    extendedRequestId: context.extendedRequestId,
    requestTimeEpoch: String(context.requestTimeEpoch),
    httpMethod: request.method,
    path: `/${context.stage}${request.path}`,
    stage: context.stage,
    apiId: context.apiId,
    "identity.sourceIp": request.sourceIp,
  };
}

function checkDefinition(type: string, definition: GatewayResponseDefinition): void {
  for (const template of Object.values(definition.ResponseTemplates)) checkTemplate(template, type);
  for (const [target, source] of Object.entries(definition.ResponseParameters))
    checkParameter(target, source);
}

function checkParameter(target: string, source: string): void {
  if (
    /^gatewayresponse\.header\./.test(target) &&
    /^('.*'|context\.[\w.]+|method\.request\.header\.[\w-]+)$/.test(source)
  )
    return;
  throw new StartupError(`template: the local cloud cannot map ${target} from ${source}`);
}

function parameterHeaders(
  parameters: Readonly<Record<string, string>>,
  variables: Variables,
  { request }: RequestContext,
): [string, string][] {
  return Object.entries(parameters).flatMap(([target, source]): [string, string][] => {
    const name = target.slice(target.lastIndexOf(".") + 1);
    if (source.startsWith("'")) return [[name, source.slice(1, -1)]];
    if (source.startsWith("context.")) return [[name, variables[source.slice("context.".length)] ?? ""]];
    const sent = headerOf(request, source.slice(source.lastIndexOf(".") + 1));
    return sent === undefined ? [] : [[name, sent]];
  });
}
