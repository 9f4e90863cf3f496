import { systemClock, systemEntropy } from "../../functions/runtime/system.ts";
import { MemoryFiles } from "./memory-attachments.ts";
import { profile, RecordingLog, RecordingMetrics, RecordingPush } from "./memory-ports.ts";
import type { storesOn, TestTable } from "./test-table.ts";

/** The ports of creating and sending, on real stores. */
export function portsOn(stores: ReturnType<typeof storesOn>) {
  return {
    ...stores,
    files: new MemoryFiles(),
    push: new RecordingPush(),
    clock: systemClock,
    entropy: systemEntropy,
    log: new RecordingLog(),
    metrics: new RecordingMetrics(),
  };
}

/** Users `u0`, `u1`, … of location `loc`. */
export async function seedUsers(
  { directory }: Pick<TestTable, "directory">,
  count: number,
): Promise<string[]> {
  const userIds = Array.from({ length: count }, (_, index) => `u${index}`);
  await directory.putLocation({
    locationId: "loc",
    companyId: "acme",
    name: "Main",
    updatedAt: "2025-01-01T00:00:00.000Z",
  });
  await Promise.all(userIds.map((userId) => directory.putProfile(profile(userId))));
  return userIds;
}
