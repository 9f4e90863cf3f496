import { type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { ChatError } from "../domain/errors.ts";

/** A bucket, and a client that may use it. */
export interface S3Bucket {
  readonly client: S3Client;
  readonly name: string;
}

/** Two attempts of 8 s (`runtime/attachments-bucket.ts`), within an API request's 29 s. */
const CALL_TIMEOUT_MS = 16_000;

/**
 * Ends a call with all its attempts. The client's own timeout stops once an answer begins, and the answer to
 * a copy may begin long before the copy is done.
 */
export function callOptions(): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) };
}

/** The HTTP status of a refusal by S3; undefined if S3 did not answer. */
export function refusalStatus(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** For failures that say nothing about the object: another try may succeed. */
export function unavailable(cause: unknown): ChatError {
  return new ChatError("unavailable", "The service is busy, try again", { cause });
}
