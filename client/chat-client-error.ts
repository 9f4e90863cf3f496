import type { ErrorCode } from "../functions/domain/errors.ts";

/** The server's codes, and those of failures before an answer. */
export type ChatClientErrorCode =
  | ErrorCode
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

interface Details {
  readonly statusCode?: number | undefined;
  readonly problems?: readonly string[] | undefined;
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
  /** Quote it to the operators. */
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

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): error is ChatClientError {
  if (!(error instanceof ChatClientError) || error.code === "closed") return false;
  return error.statusCode === null || error.statusCode >= 500 || error.statusCode === 429;
}

/** The body of an error answer of REST, or an error frame. */
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
