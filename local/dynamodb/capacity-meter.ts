import * as z from "zod";
import type { Interceptor } from "./proxy.ts";

export interface OperationUsage {
  requests: number;
  readUnits: number;
  writeUnits: number;
}

const Consumed = z.object({ CapacityUnits: z.number() });
const ConsumedCapacity = z.union([Consumed.transform((one) => [one]), z.array(Consumed)]);

const reads = new Set(["BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems"]);
const writes = new Set(["BatchWriteItem", "DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"]);

/** Counts requests and consumed capacity by operation. Removes the capacity from responses that did not ask for it. */
export function meter(operations: Map<string, OperationUsage>): Interceptor {
  return async (call, forward) => {
    const { operation, input } = call;
    if (!reads.has(operation) && !writes.has(operation)) return forward(call);
    const asked = input.ReturnConsumedCapacity;
    const wanted = asked === "TOTAL" || asked === "INDEXES";
    const usage = operations.get(operation) ?? { requests: 0, readUnits: 0, writeUnits: 0 };
    operations.set(operation, usage);
    usage.requests += 1;
    const answer = await forward(
      wanted ? call : { ...call, input: { ...input, ReturnConsumedCapacity: "TOTAL" } },
    );
    const { ConsumedCapacity: consumed, ...output } = answer.output;
    for (const { CapacityUnits } of ConsumedCapacity.safeParse(consumed).data ?? []) {
      usage[reads.has(operation) ? "readUnits" : "writeUnits"] += CapacityUnits;
    }
    return wanted ? answer : { ...answer, output };
  };
}
