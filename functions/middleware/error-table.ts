import type { ErrorBody, ErrorCode } from "../domain/errors.ts";
import { ChatError } from "../domain/errors.ts";

/**
 * Reason phrases by status. `STATUS_CODES` of `node:http` has them, but importing that module loads undici as
 * well, for its WebSocket: 13 ms of an init of 95.
 */
const REASONS = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Payload Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

/** The status of each error code: the one table for HTTP answers and WebSocket frames. */
const STATUS: Readonly<Record<ErrorCode, keyof typeof REASONS>> = {
  malformed_json: 400,
  invalid_cursor: 400,
  unauthenticated: 401,
  insufficient_scope: 403,
  not_in_location: 403,
  conversations_disabled: 403,
  impersonation_forbidden: 403,
  feature_not_enabled: 403,
  admin_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  attachment_not_ready: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid_request: 422,
  not_a_location_user: 422,
  too_many_participants: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

/** An error as clients see it, by HTTP or in a frame. */
export type Failure = Omit<ErrorBody, "traceId">;

/** The part of an error that clients may see: nothing of one that was not thrown on purpose. */
export function failureOf(error: unknown): Failure {
  const known = error instanceof ChatError ? error : new ChatError("internal", "Something went wrong");
  const statusCode = STATUS[known.code];
  const message = statusCode === 422 ? known.problems : known.message;
  const { code, reason } = known;
  return { statusCode, code, error: REASONS[statusCode], message, ...(reason && { reason }) };
}

/** Seconds after which a client may try again after a 503, or after a 429 that does not say so itself. */
const RETRY_AFTER_SECONDS = 1;

/** When a client may try again, in seconds; undefined unless the error is a 429 or a 503. */
export function retryAfterOf(error: unknown): number | undefined {
  const { statusCode } = failureOf(error);
  if (statusCode !== 429 && statusCode !== 503) return undefined;
  const quota = error instanceof ChatError ? error.quota : undefined;
  return quota?.retryAfterSeconds ?? RETRY_AFTER_SECONDS;
}
