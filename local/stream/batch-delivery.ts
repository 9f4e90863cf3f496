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
  /** Stores a batch that is given up, in the form of AWS's on-failure record. */
  readonly keepFailedBatch: (batch: FailedBatch) => Promise<void>;
  /** Called when every record up to this one is handled or given up. */
  readonly onProgress: (sequenceNumber: string) => void;
  /** Rejects when the mapping stops, so that the batch is left for the next start. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
}

/** The event that the function receives. */
export interface StreamEvent {
  readonly Records: readonly ReturnType<typeof lambdaRecord>[];
}

/** Lambda's record for an on-failure destination on S3: the failure, and the event itself. */
export interface FailedBatch {
  readonly version: "1.0";
  readonly timestamp: string;
  readonly requestContext: Readonly<Record<string, string | number>>;
  readonly responseContext: Readonly<Record<string, string | number>>;
  readonly DDBStreamBatchInfo: Readonly<Record<string, string | number>> & { readonly shardId: string };
  /** The function's event, `{ Records }`, as JSON text. */
  readonly payload: string;
}

interface Batch {
  readonly shardId: string;
  readonly records: readonly StreamRecord[];
  /** Failed invocations with these records so far. They count against the retry attempts. */
  readonly failures: number;
}

const Failures = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/** The wait before a retry, in milliseconds: it doubles with each failure up to the longest. */
const firstPauseMs = 50;
const longestPauseMs = 2000;

/**
 * Invokes the function with a batch until every record is handled or given up. A crash may split the batch;
 * its halves are delivered in order, so that no record overtakes another.
 */
export function createDelivery(input: DeliveryInput) {
  return (shardId: string, records: readonly StreamRecord[]) =>
    deliver({ shardId, records, failures: 0 }, input);
}

async function deliver(batch: Batch, input: DeliveryInput): Promise<void> {
  const { settings } = input;
  const { shardId, records, failures } = batch;
  const [first] = records;
  if (!first) return;
  if (input.now() - createdAt(first) > settings.recordAgeMs) {
    await giveUp({ ...batch, records: [first] }, "RecordAgeExceeded", input);
    return deliver({ ...batch, records: records.slice(1) }, input);
  }
  const result = await input.invoke(eventOf(records, settings));
  const failedFrom = firstFailure(result, records, settings.reportsItemFailures);
  if (failedFrom > 0) reportProgress(records.slice(0, failedFrom), input);
  const rest = records.slice(failedFrom);
  if (rest.length === 0) return;
  const splits = settings.bisect && result.kind !== "result" && rest.length > 1;
  if (!splits && failures + 1 > settings.retryAttempts) {
    return giveUp({ shardId, records: rest, failures: failures + 1 }, "RetryAttemptsExhausted", input);
  }
  await input.pause(Math.min(longestPauseMs, firstPauseMs * 2 ** failures));
  if (!splits) return deliver({ shardId, records: rest, failures: failures + 1 }, input);
  const middle = Math.ceil(rest.length / 2);
  await deliver({ shardId, records: rest.slice(0, middle), failures }, input);
  await deliver({ shardId, records: rest.slice(middle), failures }, input);
}

async function giveUp(batch: Batch, condition: string, input: DeliveryInput): Promise<void> {
  await input.keepFailedBatch(describeFailure(batch, condition, input));
  reportProgress(batch.records, input);
}

function reportProgress(records: readonly StreamRecord[], { onProgress }: DeliveryInput): void {
  const last = records.at(-1);
  if (last) onProgress(sequenceNumberOf(last));
}

function eventOf(records: readonly StreamRecord[], { streamArn }: MappingSettings): StreamEvent {
  return { Records: records.map((record) => lambdaRecord(record, streamArn)) };
}

/** The index of the first record to deliver again, or the number of records if there is none. */
function firstFailure(result: InvocationResult, records: readonly StreamRecord[], reports: boolean): number {
  if (result.kind !== "result") return 0;
  const answer = parseJson(result.payload);
  if (!reports || answer === null || answer === undefined || answer === "") return records.length;
  const parsed = Failures.safeParse(answer);
  if (!parsed.success) return 0; // to Lambda, a malformed report is a failure of the whole batch
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
