import type { MappingSettings } from "../../../local/stream/mapping.ts";
import type { StreamRecord } from "../../../local/stream/stream-record.ts";

export const createdAtSeconds = 1_750_000_000;

/** Records with the sequence numbers `first` to `last`. */
export function recordsFrom(first: number, last: number): StreamRecord[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    eventName: "INSERT",
    dynamodb: {
      SequenceNumber: String(first + index),
      ApproximateCreationDateTime: createdAtSeconds,
      Keys: { PK: { S: "LOC#l" } },
    },
  }));
}

export const mappingSettings: MappingSettings = {
  logicalId: "Entries",
  streamArn: "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/1",
  functionName: "stream",
  startingPosition: "TRIM_HORIZON",
  batchSize: 100,
  batchingWindowMs: 0,
  retryAttempts: 2,
  recordAgeMs: 3_600_000,
  bisect: false,
  reportsItemFailures: true,
  patterns: [],
  failureBucketArn: "arn:aws:s3:::failures",
};
