import { setTimeout } from "node:timers/promises";
import type { RunningContender } from "../contenders/contender.ts";
import type { Usage } from "../servers/usage.ts";

/** A server is idle if its usage is unchanged for so long: longer than the stream waits for a batch. */
const IDLE_MS = 1200;
const TIMEOUT_MS = 120_000;

/** Waits until the stream has handled everything, and returns the usage. Only the project has a stream. */
export async function waitUntilIdle(contender: Pick<RunningContender, "usage">): Promise<Usage> {
  const deadline = performance.now() + TIMEOUT_MS;
  let usage = await contender.usage();
  if (!Object.keys(usage.functions).some((name) => name.includes("Stream"))) return usage;
  let since = performance.now();
  while (performance.now() - since < IDLE_MS && performance.now() < deadline) {
    await setTimeout(100);
    const now = await contender.usage();
    if (JSON.stringify(now) !== JSON.stringify(usage)) since = performance.now();
    usage = now;
  }
  return usage;
}
