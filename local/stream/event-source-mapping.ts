import { setTimeout } from "node:timers/promises";
import type { Identity } from "../access/identities.ts";
import type { EngineCall } from "../dynamodb/wire.ts";
import type { InvocationResult } from "../lambda/invocation.ts";
import type { LambdaFunction } from "../lambda/lambda-function.ts";
import { StartupError } from "../startup-error.ts";
import { createDelivery, type FailedBatch, type StreamEvent } from "./batch-delivery.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { MappingSettings } from "./mapping.ts";
import { poll } from "./poller.ts";
import type { StreamRecord } from "./stream-record.ts";

export interface EventSourceMapping {
  /** Resolves when the batch under way is dealt with or left for next time. */
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

/** Stands between a batch and its function. */
export type BatchHook = (event: StreamEvent, invoke: InvokeWith) => Promise<InvocationResult>;

/** Feeds a function from the table's stream, with Lambda's rules for failures. */
export function startEventSourceMapping(input: EventSourceMappingInput): EventSourceMapping {
  const { settings, target, checkpoints, log } = input;
  checkGrants(input);
  const stop = new AbortController();
  const stopping = stop.signal;
  const pause = async (milliseconds: number): Promise<void> => {
    await setTimeout(milliseconds, undefined, { signal: stopping }).catch(() => undefined);
  };
  const deliverTo = (shardId: string) =>
    createDelivery({
      settings,
      functionArn: target.settings.arn,
      invoke: (event) => input.onBatch(event, (given) => target.invoke(given)),
      now: Date.now,
      onProgress: (sequenceNumber) => {
        checkpoints.set(settings.logicalId, shardId, sequenceNumber);
        checkpoints.save();
      },
      pause: async (milliseconds) => {
        await pause(milliseconds);
        if (stopping.aborted) throw new Stopped();
      },
      keepFailedBatch: async (batch) => {
        const { payload: _, ...description } = batch; // holds texts of messages
        log(`${settings.logicalId}: gave up a batch: ${JSON.stringify(description)}`);
        await input.keepFailedBatch(batch);
      },
    });
  const deliver = (shardId: string, records: readonly StreamRecord[]) => deliverTo(shardId)(shardId, records);
  const run = async (): Promise<void> => {
    while (!stopping.aborted) {
      try {
        await poll({ ...input, stopping, pause, deliver });
      } catch (error) {
        if (error instanceof Stopped) return;
        log(`${settings.logicalId}: reading the stream failed, trying again: ${error}`);
        await pause(1000);
      }
    }
  };
  const done = run();
  return {
    stop: async () => {
      stop.abort();
      await done;
      checkpoints.save();
    },
  };
}

class Stopped extends Error {}

/** Lambda reads the stream and reports failures with the function's own role. */
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
