import { STATUS_CODES } from "node:http";
import { allowOrigin, constantHeaders } from "./cors.ts";

/** An answer that API Gateway gives by itself, without a function. */
export interface GatewayAnswer {
  readonly statusCode: number;
  /** An error code of the API (`docs/openapi.json`). */
  readonly code: string;
  readonly message: string;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number;
}

export const methodNotAllowed: GatewayAnswer = {
  statusCode: 405,
  code: "method_not_allowed",
  message: "This path does not have that method.",
};

const notFound: GatewayAnswer = { statusCode: 404, code: "not_found", message: "There is no such path." };
export const rateLimited: GatewayAnswer = {
  statusCode: 429,
  code: "rate_limited",
  message: "Too many requests.",
  retryAfter: 1,
};
const unavailable: GatewayAnswer = {
  statusCode: 503,
  code: "unavailable",
  message: "The service is not available at the moment.",
  retryAfter: 1,
};
const invalid: GatewayAnswer = {
  statusCode: 422,
  code: "invalid_request",
  message: "The request is not valid.",
};

const filtered: GatewayAnswer = {
  statusCode: 403,
  code: "insufficient_scope",
  message: "The firewall does not allow this request.",
};

/** API Gateway's own refusals as answers of the API, by gateway response type. */
export const gatewayResponses: Readonly<Record<string, GatewayAnswer>> = {
  // API Gateway reports an unknown path as a missing token. No method here asks for AWS signatures, so it
  // reads `Authorization: Bearer …` as one only on an unknown path.
  MISSING_AUTHENTICATION_TOKEN: notFound,
  INVALID_SIGNATURE: notFound,
  EXPIRED_TOKEN: notFound,
  RESOURCE_NOT_FOUND: notFound,
  UNAUTHORIZED: { statusCode: 401, code: "unauthenticated", message: "A valid token is needed." },
  // A request with a bad token is UNAUTHORIZED. The authorizer denies only WebSocket handshakes, those of a
  // foreign origin, which the WebSocket API answers 403 itself; this answer is for a deny over REST.
  ACCESS_DENIED: { statusCode: 403, code: "insufficient_scope", message: "The token does not allow this." },
  // Only mocks refuse a media type: functions get every body as it is. So a mock answers 405 whatever the
  // request's Content-Type.
  UNSUPPORTED_MEDIA_TYPE: methodNotAllowed,
  REQUEST_TOO_LARGE: { statusCode: 413, code: "payload_too_large", message: "The body is too large." },
  BAD_REQUEST_BODY: invalid,
  BAD_REQUEST_PARAMETERS: invalid,
  WAF_FILTERED: filtered,
  THROTTLED: rateLimited,
  QUOTA_EXCEEDED: rateLimited,
  INTEGRATION_TIMEOUT: unavailable,
  INTEGRATION_FAILURE: unavailable,
  AUTHORIZER_FAILURE: unavailable,
  AUTHORIZER_CONFIGURATION_ERROR: unavailable,
  // A fallback with a status sets it for every type that is not listed. All others are listed, so this one
  // answers only requests to unknown paths.
  DEFAULT_4XX: notFound,
  DEFAULT_5XX: { statusCode: 500, code: "internal", message: "Something went wrong." },
};

/** The API's error body. API Gateway replaces the variable with the request's id. */
export function errorBody(answer: GatewayAnswer, traceId = "$context.requestId"): string {
  const { statusCode, code, message } = answer;
  return JSON.stringify({
    statusCode,
    code,
    error: STATUS_CODES[statusCode],
    message: statusCode === 422 ? [message] : message,
    traceId,
  });
}

/**
 * Header values in API Gateway's notation: constants are in single quotes. The gateway cannot compare origins
 * here, so pages of any origin may read these answers, which are constants. It does not echo `Origin` either: it
 * looks a header up by its exact name, which HTTP/2 sends in lower case.
 */
export function errorHeaders({ statusCode, retryAfter }: GatewayAnswer, rateLimit: number) {
  return {
    ...constantHeaders,
    [allowOrigin]: "'*'",
    ...(retryAfter === undefined ? {} : { "Retry-After": `'${retryAfter}'` }),
    ...(statusCode === 429 ? { "X-RateLimit-Limit": `'${rateLimit}'`, "X-RateLimit-Remaining": "'0'" } : {}),
  };
}
