import type { LogEntry } from "./entry.ts";

/**
 * The entries from `firstSeq` on that follow each other. DynamoDB shows a transaction to reads item by item, so
 * for a moment an entry may be there before the one that precedes it.
 */
export function untilGap(entries: readonly LogEntry[], firstSeq: number): LogEntry[] {
  const gap = entries.findIndex(({ entry }, index) => entry.seq !== firstSeq + index);
  return entries.slice(0, gap === -1 ? entries.length : gap);
}
