import type { ErrorCode } from "../functions/domain/errors.ts";

/** The server's codes, and what can happen on the way to it. */
export type ChatClientErrorCode =
  | ErrorCode
  /** No answer at all. */
  | "network"
  /** No answer in time; it may have been done. */
  | "timeout"
  /** The socket is not there, or went away before the answer. */
  | "disconnected"
  /** The token callback failed. */
  | "no_token"
  /** The client was closed. */
  | "closed";

interface Details {
  readonly statusCode?: number | undefined;
  readonly problems?: readonly string[] | undefined;
  readonly traceId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** The one error that calls reject with, besides the reason of an aborted signal. */
export class ChatClientError extends Error {
  override readonly name = "ChatClientError";
  readonly code: ChatClientErrorCode;
  /** Null where no server answered. */
  readonly statusCode: number | null;
  /** On 422 one line per problem, path first. */
  readonly problems: readonly string[];
  /** What to tell the operators. */
  readonly traceId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ChatClientErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.statusCode = details.statusCode ?? null;
    this.problems = details.problems ?? [];
    this.traceId = details.traceId;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** May the same request succeed later? */
export function isTransient(error: unknown): error is ChatClientError {
  if (!(error instanceof ChatClientError) || error.code === "closed") return false;
  return error.statusCode === null || error.statusCode >= 500 || error.statusCode === 429;
}

/** A failure as the server words it, in an answer of REST or in a frame. */
export interface Failure {
  readonly statusCode: number;
  readonly code?: ErrorCode;
  readonly message?: string | readonly string[];
  readonly traceId?: string;
}

export function errorFrom(
  { statusCode, code, message = [], traceId }: Failure,
  retryAfterMs?: number,
): ChatClientError {
  const problems = typeof message === "string" ? [] : message;
  const text = typeof message === "string" ? message : message.join("; ");
  const known = code ?? (statusCode >= 500 ? "internal" : "invalid_request");
  return new ChatClientError(known, text || `Status ${statusCode}`, {
    statusCode,
    problems,
    traceId,
    retryAfterMs,
  });
}
