import type { InvocationResult } from "../lambda/invocation.ts";
import type { StreamEvent } from "../stream/batch-delivery.ts";
import type { BatchHook } from "../stream/event-source-mapping.ts";
import type { Chaos } from "./chaos.ts";

/** Delivers batches again, splits them, and makes them fail by poison records. */
export function injectStreamFaults(chaos: Chaos): BatchHook {
  const failuresLeft = new Map<string, number>();
  return async (event, invoke) => {
    if (chaos.isOn("poison") && hasPoison(chaos, event, failuresLeft)) return poisoned;
    if (chaos.strikes("redeliver")) await invoke(event);
    const middle = Math.floor(event.Records.length / 2);
    const second = event.Records[middle];
    if (middle === 0 || second === undefined || !chaos.strikes("split-batch")) return invoke(event);
    const first = await invoke({ Records: event.Records.slice(0, middle) });
    const untouched = JSON.stringify({ batchItemFailures: [{ itemIdentifier: numberOf(second) }] });
    return hasFailures(first) ? first : { kind: "result", payload: untouched };
  };
}

const poisoned: InvocationResult = {
  kind: "failure",
  error: { errorType: "Runtime.ExitError", errorMessage: "Injected: a poison record" },
};

/** The largest number of times that a poison record fails its batch. */
const maxFailures = 3;

function hasPoison(chaos: Chaos, { Records }: StreamEvent, failuresLeft: Map<string, number>): boolean {
  for (const record of Records) {
    const id = numberOf(record);
    if (!failuresLeft.has(id)) {
      const failures = chaos.strikes("poison") ? Math.ceil(maxFailures * chaos.random("poison")) : 0;
      failuresLeft.set(id, failures);
    }
    const left = failuresLeft.get(id) ?? 0;
    if (left === 0) continue;
    failuresLeft.set(id, left - 1);
    return true;
  }
  return false;
}

function hasFailures(result: InvocationResult): boolean {
  return result.kind !== "result" || result.payload.includes("itemIdentifier");
}

function numberOf({ dynamodb }: StreamEvent["Records"][number]): string {
  return dynamodb.SequenceNumber;
}
