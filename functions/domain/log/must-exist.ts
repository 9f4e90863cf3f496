import { again, type RetryPorts, retry } from "../retry.ts";
import type { LogEntry } from "./entry.ts";
import { entryAt } from "./entry-at.ts";
import type { ChatStore, LogReader } from "./ports.ts";

/** The parts of a transaction become readable within milliseconds of each other. */
const RETRY = {
  withinMs: 1000,
  firstPauseMs: 5,
  maxPauseMs: 100,
  busy: "This was written a moment ago, try again",
} as const;

/**
 * Reads something of which another item of the same transaction was read already. DynamoDB shows a transaction
 * to readers item by item, so it may become visible a moment later.
 * @throws ChatError `unavailable`: it is not there after a second
 */
export async function mustExist<Found extends object>(
  ports: RetryPorts,
  read: () => Promise<Found | undefined>,
): Promise<Found> {
  return retry(ports, RETRY, async () => (await read()) ?? again());
}

/**
 * The entry at a `seq` that a header or a receipt has named, and that the reader may see.
 * @throws ChatError `unavailable`
 */
export function existingEntry(
  ports: RetryPorts & { readonly chats: Pick<ChatStore, "entries"> },
  reader: LogReader,
  seq: number,
): Promise<LogEntry> {
  return mustExist(ports, () => entryAt(ports, reader, seq));
}
