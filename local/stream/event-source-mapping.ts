import { setTimeout } from "node:timers/promises";
import type { Identity } from "../access/identities.ts";
import type { EngineCall } from "../dynamodb/engine-client.ts";
import type { InvocationResult } from "../lambda/invocation.ts";
import type { LambdaFunction } from "../lambda/lambda-function.ts";
import { StartupError } from "../startup-error.ts";
import { createDelivery, type DeliveryInput, type FailedBatch, type StreamEvent } from "./batch-delivery.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { MappingSettings } from "./mapping.ts";
import { poll } from "./poller.ts";
import type { StreamRecord } from "./stream-record.ts";

export interface EventSourceMapping {
  /** Resolves when the current batch is finished, or left for the next start. */
  stop(): Promise<void>;
}

export interface EventSourceMappingInput {
  readonly settings: MappingSettings;
  readonly target: LambdaFunction;
  readonly identity: Identity | undefined;
  readonly engine: EngineCall;
  readonly engineStreamArn: string;
  readonly checkpoints: Checkpoints;
  readonly keepFailedBatch: (batch: FailedBatch) => Promise<void>;
  readonly log: (line: string) => void;
  readonly onBatch: BatchHook;
}

type InvokeWith = (event: StreamEvent) => Promise<InvocationResult>;

/** Wraps the invocation with a batch. */
export type BatchHook = (event: StreamEvent, invoke: InvokeWith) => Promise<InvocationResult>;

/** Waits between two reads of the stream after a failure, in milliseconds. */
const retryReadMs = 1000;

/** Feeds a function from the table's stream, with Lambda's rules for failures. */
export function startEventSourceMapping(input: EventSourceMappingInput): EventSourceMapping {
  checkGrants(input);
  const stop = new AbortController();
  const done = run(input, stop.signal);
  return {
    stop: async () => {
      stop.abort();
      await done;
      input.checkpoints.save();
    },
  };
}

class Stopped extends Error {}

/** Polls until it is stopped. Polls again if the stream cannot be read. */
async function run(input: EventSourceMappingInput, stopping: AbortSignal): Promise<void> {
  const { settings, log } = input;
  const pause = async (milliseconds: number): Promise<void> => {
    await setTimeout(milliseconds, undefined, { signal: stopping }).catch(() => undefined);
  };
  const pauseOrThrow = async (milliseconds: number): Promise<void> => {
    await pause(milliseconds);
    if (stopping.aborted) throw new Stopped();
  };
  const deliver = (shardId: string, records: readonly StreamRecord[]) =>
    createDelivery(deliveryInput(input, shardId, pauseOrThrow))(shardId, records);
  while (!stopping.aborted) {
    try {
      await poll({ ...input, stopping, pause, deliver });
    } catch (error) {
      if (error instanceof Stopped) return;
      log(`${settings.logicalId}: reading the stream failed, trying again: ${error}`);
      await pause(retryReadMs);
    }
  }
}

function deliveryInput(
  input: EventSourceMappingInput,
  shardId: string,
  pause: DeliveryInput["pause"],
): DeliveryInput {
  const { settings, target, checkpoints, log } = input;
  return {
    settings,
    functionArn: target.settings.arn,
    invoke: (event) => input.onBatch(event, (given) => target.invoke(given)),
    now: Date.now,
    onProgress: (sequenceNumber) => {
      checkpoints.set(settings.logicalId, shardId, sequenceNumber);
      checkpoints.save();
    },
    pause,
    keepFailedBatch: async (batch) => {
      const { payload: _, ...description } = batch; // the payload holds message texts
      log(`${settings.logicalId}: gave up a batch: ${JSON.stringify(description)}`);
      await input.keepFailedBatch(batch);
    },
  };
}

/** Lambda reads the stream and writes to the on-failure bucket with the function's own role. */
function checkGrants({ settings, identity, target }: EventSourceMappingInput): void {
  const { streamArn, failureBucketArn } = settings;
  const needed = [
    ...["DescribeStream", "GetRecords", "GetShardIterator"].map(
      (name) => [`dynamodb:${name}`, streamArn] as const,
    ),
    ...(failureBucketArn
      ? ([
          ["s3:PutObject", `${failureBucketArn}/aws/lambda/`],
          ["s3:ListBucket", failureBucketArn],
        ] as const)
      : []),
  ];
  for (const [action, resource] of needed) {
    if (identity?.may({ action, resource })) continue;
    throw new StartupError(
      `template: ${settings.logicalId}: the role of ${target.settings.name} lacks ${action} on ${resource}`,
    );
  }
}
