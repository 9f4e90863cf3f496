import {
  type CancellationReason,
  TransactionCanceledException,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import type { Database } from "./database.ts";
import { isTransient, unavailable } from "./database-errors.ts";

/** The codes of a cancelled transaction that may be tried again, from what is stored then. */
const CONTENTION = new Set([
  "None",
  "ConditionalCheckFailed",
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
]);

/** Nothing was written, because of other writers: one reason per item, in their order. */
export interface Cancelled {
  readonly reasons: readonly CancellationReason[];
}

/**
 * Writes all of the items, or none.
 * @returns undefined where all were written
 * @throws ChatError `unavailable`: the outcome is unknown
 */
export async function tryTransaction(
  database: Pick<Database, "transact">,
  items: TransactWriteItem[],
): Promise<Cancelled | undefined> {
  try {
    await database.transact(items);
    return undefined;
  } catch (error) {
    if (error instanceof TransactionCanceledException && isContention(error)) {
      return { reasons: error.CancellationReasons ?? [] };
    }
    throw isTransient(error) ? unavailable(error) : error;
  }
}

/** Whether other writers alone cancelled it. */
function isContention({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  return CancellationReasons.every(({ Code }) => CONTENTION.has(Code ?? "None"));
}

export function isConditionFailed(reason: CancellationReason | undefined): boolean {
  return reason?.Code === "ConditionalCheckFailed";
}
