import { ChatError } from "../domain/errors.ts";

/** Errors that pass by themselves, of DynamoDB and of the connection. They leave the outcome of a write unknown. */
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

function isRefusedCondition(error: unknown): boolean {
  return error instanceof Error && error.name === "ConditionalCheckFailedException";
}

export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return PASSING.has(error.name) || PASSING.has(code);
}

/** Runs one call. A transient error becomes ChatError `unavailable`, which clients may retry. */
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

/** Runs one conditional write. @returns undefined where its condition does not hold */
export async function unlessRefused<Answer>(send: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await translated(send);
  } catch (error) {
    if (isRefusedCondition(error)) return undefined;
    throw error;
  }
}
