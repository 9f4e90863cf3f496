import type { ErrorCode } from "./error-code.ts";

/** Of a limit that was reached. */
export interface Quota {
  /** Requests per second. */
  readonly limit: number;
  readonly remaining: number;
  readonly retryAfterSeconds: number;
}

/**
 * The one error that domain and stores throw on purpose. `message` is shown to the client and must hold
 * nothing that it does not know; `problems` (one line each, path first) go with the 422 codes.
 */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly code: ErrorCode;
  readonly problems: readonly string[];
  readonly quota: Quota | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { problems?: readonly string[]; quota?: Quota; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.problems = options.problems ?? [message];
    this.quota = options.quota;
  }
}

/** One answer for a chat that does not exist and a chat one is not in. */
export function chatNotFound(): ChatError {
  return new ChatError("not_found", "No such chat");
}

/** One answer for an attachment that does not exist and one that the caller may not have. */
export function attachmentNotFound(): ChatError {
  return new ChatError("not_found", "No such attachment");
}

/** A field of the request breaks a rule: 422 `invalid_request` with the field's path first. */
export function invalidField(path: string, problem: string): ChatError {
  return new ChatError("invalid_request", "Invalid request", { problems: [`${path}: ${problem}`] });
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
