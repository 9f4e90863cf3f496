import * as z from "zod";

/** Every way in which a request can fail, as clients see it. Closed: the transports map it exhaustively. */
export const ErrorCode = z.enum([
  "malformed_json",
  "invalid_cursor",
  "unauthenticated",
  "insufficient_scope",
  "not_in_location",
  "conversations_disabled",
  "impersonation_forbidden",
  "feature_not_enabled",
  "admin_required",
  "not_found",
  "method_not_allowed",
  "conflict",
  "attachment_not_ready",
  "payload_too_large",
  "unsupported_media_type",
  "invalid_request",
  "not_a_location_user",
  "too_many_participants",
  "rate_limited",
  "internal",
  "unavailable",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;
