import * as z from "zod";
import type { Stack } from "../template/stack.ts";

/** Everything of a mapping is known here, or the start stops: a setting ignored would be a difference to AWS. */
const Mapping = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  StartingPosition: z.enum(["TRIM_HORIZON", "LATEST"]),
  BatchSize: z.coerce.number().default(100),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  /** -1: until the record expires. */
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).prefault({ Filters: [] }),
  DestinationConfig: z
    .object({
      OnFailure: z.object({
        Destination: z.string().regex(/^arn:[^:]+:s3:::/, "only buckets, which keep the records themselves"),
      }),
    })
    .optional(),
  Enabled: z.literal(true).default(true),
  /** Order within an item is kept either way; one batch at a time is the slowest that AWS may be. */
  ParallelizationFactor: z.coerce.number().default(1),
  Tags: z.unknown().optional(),
});

/** An event source mapping: which records of a stream go to which function, and what happens when it fails. */
export interface MappingSettings {
  readonly logicalId: string;
  readonly streamArn: string;
  /** Name or ARN. */
  readonly functionName: string;
  readonly startingPosition: "TRIM_HORIZON" | "LATEST";
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  readonly retryAttempts: number;
  readonly recordAgeMs: number;
  readonly bisect: boolean;
  readonly reportsItemFailures: boolean;
  readonly patterns: readonly string[];
  readonly failureBucketArn: string | undefined;
}

const endless = (value: number) => (value < 0 ? Number.POSITIVE_INFINITY : value);

export function declaredMappings(stack: Stack): MappingSettings[] {
  return stack.resources("AWS::Lambda::EventSourceMapping", Mapping).map(({ logicalId, properties: p }) => ({
    logicalId,
    streamArn: p.EventSourceArn,
    functionName: p.FunctionName,
    startingPosition: p.StartingPosition,
    batchSize: p.BatchSize,
    batchingWindowMs: p.MaximumBatchingWindowInSeconds * 1000,
    retryAttempts: endless(p.MaximumRetryAttempts),
    recordAgeMs: endless(p.MaximumRecordAgeInSeconds) * 1000,
    bisect: p.BisectBatchOnFunctionError,
    reportsItemFailures: p.FunctionResponseTypes.length > 0,
    patterns: p.FilterCriteria.Filters.map(({ Pattern }) => Pattern),
    failureBucketArn: p.DestinationConfig?.OnFailure.Destination,
  }));
}
