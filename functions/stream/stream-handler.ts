import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { asError } from "../domain/errors.ts";
import type { LogEntry } from "../domain/log/entry.ts";
import { type NotifyPorts, notify } from "../domain/notifications/notify.ts";
import type { Log } from "../domain/ports.ts";

interface StreamPorts extends NotifyPorts {
  readonly log: Log;
  /** The entry in a record's new image. @throws where the image is no entry */
  entryOf(record: unknown): LogEntry;
}

/**
 * Handles a batch of the table's stream as one piece of work. Returns the sequence number of the first record
 * that failed: earlier records are done, and the event source retries from there.
 * @throws Error when the first of several records failed. Lambda then halves the batch, which counts as no
 * retry, until a record that never succeeds is alone and is given up without those behind it. Also when the
 * stores fail
 */
export function streamHandler(ports: StreamPorts) {
  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const done = await notified(ports, entriesOf(ports, Records));
    const failed = Records[done];
    if (failed === undefined) return { batchItemFailures: [] };
    ports.log.error("stream record failed", { sequenceNumber: numberOf(failed) });
    if (done === 0 && Records.length > 1) throw new Error("The first record of the batch failed");
    return { batchItemFailures: [{ itemIdentifier: numberOf(failed) }] };
  };
}

/** Lambda logs an error that leaves the handler with all of its properties, so none that holds data may. */
async function notified(ports: StreamPorts, entries: readonly LogEntry[]): Promise<number> {
  try {
    return await notify(ports, entries);
  } catch (error) {
    ports.log.error("stream batch failed", { cause: asError(error) });
    throw new Error("The batch failed");
  }
}

/** The entries up to the first record that holds none. */
function entriesOf({ entryOf, log }: StreamPorts, records: readonly DynamoDBRecord[]): LogEntry[] {
  const entries: LogEntry[] = [];
  for (const record of records) {
    try {
      entries.push(entryOf(record));
    } catch (error) {
      log.error("stream record holds no entry", {
        sequenceNumber: numberOf(record),
        cause: asError(error),
      });
      return entries;
    }
  }
  return entries;
}

function numberOf(record: DynamoDBRecord): string {
  return record.dynamodb?.SequenceNumber ?? "";
}
