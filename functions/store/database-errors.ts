import { ChatError } from "../domain/errors.ts";

/** DynamoDB's and the connection's ways to say "not now". The outcome of a write is unknown then. */
const PASSING = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  "LimitExceededException",
  "TransactionConflictException",
  "TransactionInProgressException",
  "InternalServerError",
  "ServiceUnavailable",
  "TimeoutError",
  "AbortError",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
]);

export function isRefusedCondition(error: unknown): boolean {
  return error instanceof Error && error.name === "ConditionalCheckFailedException";
}

export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return PASSING.has(error.name) || PASSING.has(code);
}

/** Runs one call; a passing failure becomes ChatError `unavailable`, which clients may retry. */
export async function translated<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw isTransient(error) ? unavailable(error) : error;
  }
}

export function unavailable(cause: unknown): ChatError {
  return new ChatError("unavailable", "The service is busy, try again", { cause });
}
