import * as z from "zod";
import { boundedProblems, MAX_PROBLEM_LENGTH, MAX_PROBLEMS, problemAt } from "./problems.ts";

/** The error codes that clients see. Each transport maps every one of them. */
export const ErrorCode = z
  .enum([
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
  ])
  .describe("Every way in which a request can fail. The set is closed.");
export type ErrorCode = z.infer<typeof ErrorCode>;

/** The reasons of a `conflict`. */
export const ConflictReason = z
  .enum(["edited_since", "too_old", "too_many_reactions", "key_reused", "attachment_used"])
  .describe(
    "Why a request is a `conflict`. `key_reused`: its key belongs to another request. `attachment_used`: another message has the attachment. The others are for changes of messages. The set is closed.",
  );
export type ConflictReason = z.infer<typeof ConflictReason>;

/** Clients see it in error bodies and in `error` frames. */
export const ErrorMessage = z
  .union([
    z.string(),
    z
      .array(z.string().meta({ maxLength: MAX_PROBLEM_LENGTH }))
      .max(MAX_PROBLEMS)
      .readonly(),
  ])
  .describe(
    "For developers. With status 422 one line per problem, path first: the first 20, each cut after 200 characters. Otherwise one sentence.",
  );

export const ErrorBody = z
  .object({
    statusCode: z.number().int().describe("The HTTP status."),
    code: ErrorCode.describe("The reason. Clients decide by this field."),
    error: z.string().describe("The reason phrase of the status (RFC 9110)."),
    message: ErrorMessage,
    reason: ConflictReason.optional().describe("Present with `conflict` only."),
    traceId: z
      .string()
      .describe("The gateway's id of the request, as in the logs. Give it to the operators."),
  })
  .describe("The answer to a REST request that failed.");
export type ErrorBody = z.infer<typeof ErrorBody>;

/** The state of a rate limit. */
export interface Quota {
  /** Uses per period of the limit. */
  readonly limit: number;
  readonly remaining: number;
  readonly retryAfterSeconds: number;
}

/**
 * The only error that domain and stores throw on purpose. The client sees `message`, so it must not reveal
 * anything that the client may not know. `problems` (one line each, path first) go with the 422 codes, `reason` goes
 * with `conflict`.
 */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly code: ErrorCode;
  /** At most 20 lines of at most 200 code points. */
  readonly problems: readonly string[];
  readonly reason: ConflictReason | undefined;
  readonly quota: Quota | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      problems?: readonly string[];
      reason?: ConflictReason;
      quota?: Quota;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.problems = boundedProblems(options.problems ?? [message]);
    this.reason = options.reason;
    this.quota = options.quota;
  }
}

/** The same answer for a chat that does not exist and for one that the caller is not in (product rule 5). */
export function chatNotFound(): ChatError {
  return new ChatError("not_found", "No such chat");
}

/** The same answer for an attachment that does not exist and for one that the caller may not see. */
export function attachmentNotFound(): ChatError {
  return new ChatError("not_found", "No such attachment");
}

/** 409: clients tell one conflict from another by its reason. */
export function conflict(reason: ConflictReason, message: string): ChatError {
  return new ChatError("conflict", message, { reason });
}

/** 422 `invalid_request`: a field of the request breaks a rule. */
export function invalidField(path: string, problem: string): ChatError {
  return new ChatError("invalid_request", "Invalid request", { problems: [problemAt([path], problem)] });
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
