import * as z from "zod";
import { ChatError, ErrorCode } from "../functions/domain/errors.ts";
import { failureOf } from "../functions/middleware/error-table.ts";

/** The meaning of each code, in the order in which requests are checked. */
export const errorTexts: Readonly<Record<ErrorCode, string>> = {
  unauthenticated: "There is no valid token, or its user is unknown to the directory or deleted.",
  payload_too_large: "The body is over 256 KB. Over 10 MB the gateway itself answers, with `{ message }`.",
  unsupported_media_type: "The body is not `application/json`.",
  malformed_json: "The body is not valid JSON.",
  insufficient_scope: "The token is of the wrong kind: a service token instead of a user's, or the reverse.",
  not_in_location: "The location is unknown, or the caller has no access to it. Both get the same answer.",
  conversations_disabled: "Conversations are switched off for the caller.",
  impersonation_forbidden: "Login-As sessions (tokens with `act`) may not do this.",
  feature_not_enabled: "Internal Chat is not enabled for the location (Labs).",
  invalid_request:
    "The request breaks the schema or a rule. `message` has one line per problem, path first, for the first 20 problems.",
  invalid_cursor: "The cursor was altered, or belongs to another user or query.",
  not_found: "The thing does not exist, or the caller may not know of it. Both get the same answer.",
  admin_required: "Only an admin may do this.",
  method_not_allowed: "The path exists, but only with other methods.",
  conflict:
    "The key was already used for another request, or the attachment for another message; `reason` says which.",
  attachment_not_ready: "The attachment is not uploaded or not scanned yet.",
  not_a_location_user: "A named user is not a user of the location.",
  too_many_participants: "A chat has at most 100 participants.",
  rate_limited: "Too many requests. Try again after `Retry-After` seconds, in a frame `retryAfter`.",
  internal: "Something went wrong. Give the `traceId` to the operators.",
  unavailable:
    "The service is too busy. Nothing was done; try again after `Retry-After` seconds, in a frame `retryAfter`.",
};

export function statusOf(code: ErrorCode): number {
  return failureOf(new ChatError(code, "")).statusCode;
}

const checkOrder = z.array(ErrorCode).parse(Object.keys(errorTexts));

/** Sorts codes by the order of the checks. */
export function inOrder(codes: ReadonlySet<ErrorCode>): ErrorCode[] {
  return checkOrder.filter((code) => codes.has(code));
}
