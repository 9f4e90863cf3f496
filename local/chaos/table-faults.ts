import { setTimeout } from "node:timers/promises";
import { type Interceptor, refusal } from "../dynamodb/proxy.ts";
import type { EngineAnswer } from "../dynamodb/wire.ts";
import { leaveUnprocessed } from "./batch-faults.ts";
import type { Chaos } from "./chaos.ts";
import { serveStale } from "./stale-reads.ts";

const writes = new Set(["DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"]);
const slowestMs = 150;

/** All that can go wrong with the table. */
export function troubleTable(chaos: Chaos, keyNames: readonly string[]): Interceptor[] {
  return [failTableCalls(chaos), leaveUnprocessed(chaos), serveStale(chaos, keyNames)];
}

/** A call that fails: refused, broken off or conflicting, before or after it takes effect. */
function failTableCalls(chaos: Chaos): Interceptor {
  return async (call, forward) => {
    if (chaos.strikes("slow-table")) await setTimeout(slowestMs * chaos.random("slow-table"));
    if (chaos.strikes("throttle")) return refusal("ProvisionedThroughputExceededException", "Injected");
    if (writes.has(call.operation) && chaos.strikes("conflict")) return conflict(call);
    if (chaos.strikes("fail-before")) return internalError;
    const answer = await forward(call);
    if (chaos.strikes("fail-after")) return internalError;
    if (chaos.strikes("lost-answer")) throw new LostAnswer(call.operation);
    return answer;
  };
}

/** The proxy breaks the connection. */
class LostAnswer extends Error {
  override readonly name = "LostAnswer";
}

const internalError: EngineAnswer = {
  status: 500,
  output: { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message: "Injected" },
};

/** One of the items is in another transaction; nothing was written. */
function conflict({ operation, input }: Parameters<Interceptor>[0]): EngineAnswer {
  if (operation !== "TransactWriteItems") return refusal("TransactionConflictException", "Injected");
  const count = Array.isArray(input.TransactItems) ? input.TransactItems.length : 1;
  const { status, output } = refusal("TransactionCanceledException", "Injected [TransactionConflict]");
  const CancellationReasons = Array.from({ length: count }, (_, index) =>
    index === 0 ? { Code: "TransactionConflict", Message: "Injected" } : { Code: "None" },
  );
  return { status, output: { ...output, CancellationReasons } };
}
