import { type BatchResultErrorEntry, SNSServiceException } from "@aws-sdk/client-sns";
import type { Log } from "../domain/ports.ts";
import { type Again, again, type RetryPolicy, type RetryPorts, retry } from "../domain/retry.ts";

export interface SnsPorts extends RetryPorts {
  readonly log: Log;
}

/**
 * Waits while SNS throttles. Its quota of messages a second frees up within a second; an attempt that goes back to
 * the stream would use up one of the batch's retries. Callers stop once it is late, well before `withinMs`.
 */
const WAIT: RetryPolicy = {
  withinMs: 60_000,
  firstPauseMs: 100,
  maxPauseMs: 2_000,
  busy: "SNS is busy",
};

/**
 * Repeats a call while SNS is busy, until it is late.
 * @throws the last error of the call, ChatError `unavailable`
 */
export function untilLate<Result extends object>(
  ports: RetryPorts,
  isLate: () => boolean,
  call: () => Promise<Result | Again>,
): Promise<Result> {
  return retry(ports, WAIT, async () => {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error) || isLate()) throw error;
      return again();
    }
  });
}

/** Throttling, although the status of these errors blames the caller. */
const THROTTLING = new Set([
  "ThrottledException",
  "ThrottlingException",
  "Throttling",
  "TooManyRequestsException",
  "RequestThrottled",
  "KMSThrottlingException",
]);

/** The endpoint is deleted, or disabled because its device takes no push any more. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof SNSServiceException)) return false;
  if (error.name === "EndpointDisabledException" || error.name === "NotFoundException") return true;
  return error.name === "InvalidParameterException" && error.message.includes("No endpoint found");
}

/** A retry may succeed: after a server's fault, throttling, or a request that never reached SNS. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof SNSServiceException)) return true;
  return error.$fault === "server" || THROTTLING.has(error.name);
}

/** The same for one entry of a batch. */
export function isTransientEntry({ SenderFault, Code }: BatchResultErrorEntry): boolean {
  return SenderFault !== true || THROTTLING.has(Code ?? "");
}
