import type { TransactionCanceledException } from "@aws-sdk/client-dynamodb";

/** The codes of a cancelled transaction that may be tried again, from what is stored then. */
const CONTENTION = new Set([
  "None",
  "ConditionalCheckFailed",
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
]);

/** Was it cancelled by others at work, and by nothing else? */
export function isContention({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  return CancellationReasons.every(({ Code }) => CONTENTION.has(Code ?? "None"));
}
