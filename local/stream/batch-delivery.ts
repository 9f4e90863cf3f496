import { randomUUID } from "node:crypto";
import * as z from "zod";
import { parseJson } from "../json.ts";
import type { InvocationResult } from "../lambda/invocation.ts";
import type { MappingSettings } from "./mapping.ts";
import { createdAt, lambdaRecord, type StreamRecord, sequenceNumberOf } from "./stream-record.ts";

export interface DeliveryInput {
  readonly settings: MappingSettings;
  readonly functionArn: string;
  readonly invoke: (event: StreamEvent) => Promise<InvocationResult>;
  /** Gets AWS's record of a batch that is given up. */
  readonly keepFailedBatch: (batch: FailedBatch) => Promise<void>;
  /** Every record up to this one is dealt with. */
  readonly onProgress: (sequenceNumber: string) => void;
  /** Resolves after so many milliseconds; rejects when the mapping stops, which leaves the batch for next time. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
}

/** What the function gets. */
export interface StreamEvent {
  readonly Records: readonly ReturnType<typeof lambdaRecord>[];
}

/** What Lambda's on-failure destination on S3 gets: what happened, and the event itself. */
export interface FailedBatch {
  readonly version: "1.0";
  readonly timestamp: string;
  readonly requestContext: Readonly<Record<string, string | number>>;
  readonly responseContext: Readonly<Record<string, string | number>>;
  readonly DDBStreamBatchInfo: Readonly<Record<string, string | number>> & { readonly shardId: string };
  /** The event as JSON: what the function was given, `{ Records }`. */
  readonly payload: string;
}

interface Batch {
  readonly shardId: string;
  readonly records: readonly StreamRecord[];
  /** Invocations of these records so far that count against the retry attempts. */
  readonly failures: number;
}

const Failures = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Hands a batch to the function until it is dealt with: taken, taken in part, split, or given up. Sub-batches
 * go in their order, so that no record overtakes another.
 */
export function createDelivery(input: DeliveryInput) {
  const { settings, onProgress } = input;

  const deliver = async (batch: Batch): Promise<void> => {
    const { shardId, records, failures } = batch;
    const [first] = records;
    if (!first) return;
    if (input.now() - createdAt(first) > settings.recordAgeMs) {
      await giveUp({ ...batch, records: [first] }, "RecordAgeExceeded");
      return deliver({ ...batch, records: records.slice(1) });
    }
    const result = await input.invoke(eventOf(records, settings));
    const failedFrom = firstFailure(result, records, settings.reportsItemFailures);
    if (failedFrom > 0) progress(records.slice(0, failedFrom));
    const rest = records.slice(failedFrom);
    if (rest.length === 0) return;
    const splits = settings.bisect && result.kind !== "result" && rest.length > 1;
    if (!splits && failures + 1 > settings.retryAttempts) {
      return giveUp({ shardId, records: rest, failures: failures + 1 }, "RetryAttemptsExhausted");
    }
    await input.pause(Math.min(2000, 50 * 2 ** failures));
    if (!splits) return deliver({ shardId, records: rest, failures: failures + 1 });
    const middle = Math.ceil(rest.length / 2);
    await deliver({ shardId, records: rest.slice(0, middle), failures });
    await deliver({ shardId, records: rest.slice(middle), failures });
  };

  const giveUp = async (batch: Batch, condition: string): Promise<void> => {
    await input.keepFailedBatch(describeFailure(batch, condition, input));
    progress(batch.records);
  };

  const progress = (records: readonly StreamRecord[]) => {
    const last = records.at(-1);
    if (last) onProgress(sequenceNumberOf(last));
  };

  return (shardId: string, records: readonly StreamRecord[]) => deliver({ shardId, records, failures: 0 });
}

function eventOf(records: readonly StreamRecord[], { streamArn }: MappingSettings): StreamEvent {
  return { Records: records.map((record) => lambdaRecord(record, streamArn)) };
}

/** Index of the first record that must be delivered again; the number of records when none. */
function firstFailure(result: InvocationResult, records: readonly StreamRecord[], reports: boolean): number {
  if (result.kind !== "result") return 0;
  const answer = parseJson(result.payload);
  if (!reports || answer === null || answer === undefined || answer === "") return records.length;
  const parsed = Failures.safeParse(answer);
  if (!parsed.success) return 0; // Lambda takes a malformed report for a failure of the whole batch
  const indexes = (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) =>
    records.findIndex((record) => sequenceNumberOf(record) === itemIdentifier),
  );
  return indexes.length === 0 ? records.length : Math.max(0, Math.min(...indexes));
}

function describeFailure(
  { shardId, records, failures }: Batch,
  condition: string,
  input: DeliveryInput,
): FailedBatch {
  const [first, last] = [records[0], records.at(-1)];
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: input.functionArn,
      condition,
      approximateInvokeCount: failures,
    },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    version: "1.0",
    timestamp: new Date(input.now()).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first ? sequenceNumberOf(first) : "",
      endSequenceNumber: last ? sequenceNumberOf(last) : "",
      approximateArrivalOfFirstRecord: new Date(createdAt(first)).toISOString(),
      approximateArrivalOfLastRecord: new Date(createdAt(last)).toISOString(),
      batchSize: records.length,
      streamArn: input.settings.streamArn,
    },
    payload: JSON.stringify(eventOf(records, input.settings)),
  };
}
