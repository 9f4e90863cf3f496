/** Emulates Lambda's Node runtime inside a worker thread. */
import { parentPort, workerData } from "node:worker_threads";

const { moduleUrl, exportName, context, clockSkewMs } = workerData;
/** The real clock; a skewed clock shows handlers another time. */
const { now } = Date;

/** Describes a thrown value in the format of Lambda. */
function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] };
}

/** `deadline` is the time of the timeout, in epoch milliseconds. */
function contextOf({ requestId, deadline }) {
  return {
    ...context,
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
  };
}

async function loadHandler() {
  const { [exportName]: handler } = await import(moduleUrl);
  if (typeof handler !== "function") throw new Error(`${exportName} is undefined or not exported`);
  return handler;
}

try {
  if (clockSkewMs) (await import("../chaos/skewed-clock.mjs")).skewClock(clockSkewMs);
  const handler = await loadHandler();
  parentPort.on("message", async (invocation) => {
    try {
      const result = await handler(JSON.parse(invocation.payload), contextOf(invocation));
      parentPort.postMessage({ kind: "result", payload: JSON.stringify(result) ?? "null" });
    } catch (error) {
      parentPort.postMessage({ kind: "failure", error: describe(error) });
    }
  });
  parentPort.postMessage({ kind: "ready" });
} catch (error) {
  parentPort.postMessage({ kind: "broken", error: describe(error) });
}
