import { TypingThrottle } from "../../functions/domain/messages/typing-throttle.ts";
import { noRateLimits } from "../../functions/domain/rate-limits.ts";
import { systemClock, systemEntropy } from "../../functions/runtime/system.ts";
import { MemoryFiles } from "./memory-attachments.ts";
import { location, profile } from "./profiles.ts";
import { RecordingLog } from "./recording-log.ts";
import { RecordingMetrics } from "./recording-metrics.ts";
import { RecordingPush } from "./recording-push.ts";
import type { storesOn, TestTable } from "./test-table.ts";

/** The ports of use cases on real stores; nothing else is real. */
export function portsOn(stores: ReturnType<typeof storesOn>) {
  return {
    ...stores,
    files: new MemoryFiles(),
    push: new RecordingPush(),
    clock: systemClock,
    entropy: systemEntropy,
    log: new RecordingLog(),
    metrics: new RecordingMetrics(),
    limiter: noRateLimits,
    typing: new TypingThrottle(systemClock),
  };
}

/** Writes users `u0`, `u1`, … of location `loc`. @returns their ids */
export async function seedUsers(
  { directory }: Pick<TestTable, "directory">,
  count: number,
): Promise<string[]> {
  const userIds = Array.from({ length: count }, (_, index) => `u${index}`);
  await directory.putLocation(location("loc"));
  await Promise.all(userIds.map((userId) => directory.putProfile(profile(userId))));
  return userIds;
}
