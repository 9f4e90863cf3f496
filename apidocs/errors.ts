import * as z from "zod";
import { ChatError, ErrorCode } from "../functions/domain/errors.ts";
import { failureOf } from "../functions/middleware/error-table.ts";

/** When each code is answered, in the order in which requests are checked. */
export const errorTexts: Readonly<Record<ErrorCode, string>> = {
  unauthenticated: "No valid token, or its user is unknown to the directory or deleted.",
  payload_too_large: "The body is over 256 KB. Over 10 MB the gateway answers by itself, as `{ message }`.",
  unsupported_media_type: "The body is not `application/json`.",
  malformed_json: "The body is not valid JSON.",
  insufficient_scope: "The wrong kind of token: a service token where a user's is needed, or the reverse.",
  not_in_location: "The location is unknown, or the caller has no part in it: one answer for both.",
  conversations_disabled: "Conversations are switched off for the caller.",
  impersonation_forbidden: "Not while logged in as another user (a token with `act`).",
  feature_not_enabled: "Internal Chat is not enabled for the location (Labs).",
  invalid_request: "The request breaks the schema or a rule; `message` has one line per problem, path first.",
  invalid_cursor: "The cursor was altered, or belongs to another user or another query.",
  not_found: "There is no such thing, or it is not the caller's to know of: one answer for both.",
  admin_required: "Only an admin may do this.",
  method_not_allowed: "The path is known, with other methods.",
  conflict: "The key was used before, for something else.",
  attachment_not_ready: "The attachment is not uploaded yet, or not scanned yet.",
  not_a_location_user: "Somebody named is not a user of the location.",
  too_many_participants: "A chat has at most 100 participants.",
  rate_limited: "Too many requests. Try again after `Retry-After` seconds.",
  internal: "Something went wrong. Tell the operators the `traceId`.",
  unavailable: "Too busy at the moment. Nothing was done; try again after `Retry-After` seconds.",
};

export function statusOf(code: ErrorCode): number {
  return failureOf(new ChatError(code, "")).statusCode;
}

const checkOrder = z.array(ErrorCode).parse(Object.keys(errorTexts));

/** The codes of a set in the order of the checks. */
export function inOrder(codes: ReadonlySet<ErrorCode>): ErrorCode[] {
  return checkOrder.filter((code) => codes.has(code));
}
