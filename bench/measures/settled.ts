import { setTimeout } from "node:timers/promises";
import type { Started } from "../contenders/contender.ts";
import type { Usage } from "../servers/usage.ts";

/** Nothing must happen for this time; a batch of the stream is not waited for longer. In milliseconds. */
const QUIET_MS = 1200;
const PATIENCE_MS = 120_000;

/** The usage once everything that happens behind the senders' backs is done: only the project has a stream. */
export async function settledUsage(started: Pick<Started, "usage">): Promise<Usage> {
  const deadline = performance.now() + PATIENCE_MS;
  let usage = await started.usage();
  if (!Object.keys(usage.functions).some((name) => name.includes("Stream"))) return usage;
  let since = performance.now();
  while (performance.now() - since < QUIET_MS && performance.now() < deadline) {
    await setTimeout(100);
    const now = await started.usage();
    if (JSON.stringify(now) !== JSON.stringify(usage)) since = performance.now();
    usage = now;
  }
  return usage;
}
