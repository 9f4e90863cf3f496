import { setTimeout } from "node:timers/promises";
import type { EngineAnswer } from "../dynamodb/engine-client.ts";
import { type Interceptor, refusal } from "../dynamodb/proxy.ts";
import type { Chaos } from "./chaos.ts";
import { injectStaleReads } from "./stale-reads.ts";
import { injectUnprocessedKeys } from "./unprocessed-keys.ts";

const writes = new Set(["DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"]);
const slowestMs = 150;

/** Interceptors that inject all faults of table calls. */
export function injectTableFaults(chaos: Chaos, keyNames: readonly string[]): Interceptor[] {
  return [injectCallFailures(chaos), injectUnprocessedKeys(chaos), injectStaleReads(chaos, keyNames)];
}

/** Delays, throttles and fails calls, before or after they take effect. */
function injectCallFailures(chaos: Chaos): Interceptor {
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

/** Makes the proxy break the connection. */
class LostAnswer extends Error {
  override readonly name = "LostAnswer";
}

const internalError: EngineAnswer = {
  status: 500,
  output: { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message: "Injected" },
};

/** The refusal of a write whose item is in another transaction. Nothing was written. */
function conflict({ operation, input }: Parameters<Interceptor>[0]): EngineAnswer {
  if (operation !== "TransactWriteItems") return refusal("TransactionConflictException", "Injected");
  const count = Array.isArray(input.TransactItems) ? input.TransactItems.length : 1;
  const { status, output } = refusal("TransactionCanceledException", "Injected [TransactionConflict]");
  const CancellationReasons = Array.from({ length: count }, (_, index) =>
    index === 0 ? { Code: "TransactionConflict", Message: "Injected" } : { Code: "None" },
  );
  return { status, output: { ...output, CancellationReasons } };
}
