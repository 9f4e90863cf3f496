import type { ConflictReason, ErrorCode } from "../functions/domain/errors.ts";

/** Values of servers that are newer than this client. */
type Unknown = string & Record<never, never>;

/** The server's codes, and those of failures before an answer. A newer server may have further codes. */
export type ChatClientErrorCode =
  | ErrorCode
  | Unknown
  /** The request failed without an answer. */
  | "network"
  /** No answer in time. The request may have been carried out. */
  | "timeout"
  /** The socket was not open, or closed before the answer. */
  | "disconnected"
  /** The server sent what the protocol does not allow. */
  | "protocol"
  /** The token callback failed. */
  | "no_token"
  /** The client was closed. */
  | "closed";

/** Why the server answered `conflict`. A newer server may have further reasons. */
export type ChatClientConflictReason = ConflictReason | Unknown;

interface Details {
  readonly statusCode?: number | undefined;
  readonly problems?: readonly string[] | undefined;
  readonly reason?: ChatClientConflictReason | undefined;
  readonly traceId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Every call rejects with this error, or with the reason of its aborted signal. */
export class ChatClientError extends Error {
  override readonly name = "ChatClientError";
  readonly code: ChatClientErrorCode;
  /** Null without an answer. */
  readonly statusCode: number | null;
  /** One line per problem on 422, path first. */
  readonly problems: readonly string[];
  /** Set with `conflict`. */
  readonly reason: ChatClientConflictReason | undefined;
  /** Quote it to the operators. */
  readonly traceId: string | undefined;
  /** When to try again, if the server said so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ChatClientErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.statusCode = details.statusCode ?? null;
    this.problems = details.problems ?? [];
    this.reason = details.reason;
    this.traceId = details.traceId;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): error is ChatClientError {
  if (!(error instanceof ChatClientError) || error.code === "closed") return false;
  return error.statusCode === null || error.statusCode >= 500 || error.statusCode === 429;
}

/** The body of an error answer of REST, or an error frame. Decide by `statusCode` where `code` is unknown. */
export interface Failure {
  readonly statusCode: number;
  readonly code?: ChatClientErrorCode;
  readonly message?: string | readonly string[];
  readonly reason?: ChatClientConflictReason;
  readonly traceId?: string;
  /** Seconds. In a frame; REST has a header. */
  readonly retryAfter?: number | undefined;
}

export function errorFrom({
  statusCode,
  code,
  message = [],
  reason,
  traceId,
  retryAfter = Number.NaN,
}: Failure): ChatClientError {
  const problems = typeof message === "string" ? [] : message;
  const text = typeof message === "string" ? message : message.join("; ");
  const known = code ?? (statusCode >= 500 ? "internal" : "invalid_request");
  return new ChatClientError(known, text || `Status ${statusCode}`, {
    statusCode,
    problems,
    reason,
    traceId,
    retryAfterMs: retryAfter >= 0 ? retryAfter * 1000 : undefined,
  });
}
