import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import type { LogEntry } from "../domain/entry.ts";
import { asError } from "../domain/errors.ts";
import { type NotifyPorts, notifyOf } from "../domain/notify.ts";
import type { Log } from "../domain/ports.ts";

interface StreamPorts extends NotifyPorts {
  readonly log: Log;
  /** The entry in a record's new image. @throws where the image is no entry */
  entryOf(record: unknown): LogEntry;
}

/**
 * Records in their order. At the first that fails it stops and hands back its sequence number: what came
 * before is done, and the event source comes again from there.
 */
export function streamHandler(ports: StreamPorts) {
  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of Records) {
      try {
        await notifyOf(ports, ports.entryOf(record));
      } catch (error) {
        const sequenceNumber = record.dynamodb?.SequenceNumber ?? "";
        ports.log.error("stream record failed", { sequenceNumber, cause: asError(error) });
        return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] };
      }
    }
    return { batchItemFailures: [] };
  };
}
