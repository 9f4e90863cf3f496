import * as z from "zod";
import type { Stack } from "../template/stack.ts";

/** An unknown setting stops the start, because ignoring it would differ from AWS. */
const Mapping = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  StartingPosition: z.enum(["TRIM_HORIZON", "LATEST"]),
  BatchSize: z.coerce.number().default(100),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  /** -1 means until the record expires. */
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).prefault({ Filters: [] }),
  DestinationConfig: z
    .object({
      OnFailure: z.object({
        Destination: z
          .string()
          .regex(/^arn:[^:]+:s3:::/, "only buckets are emulated, which store the records themselves"),
      }),
    })
    .optional(),
  Enabled: z.literal(true).default(true),
  /** Has no effect here: one batch at a time is AWS's slowest case, and keeps the order within an item too. */
  ParallelizationFactor: z.coerce.number().default(1),
  /** Has no effect here: there are no metrics of AWS. */
  MetricsConfig: z.object({ Metrics: z.array(z.literal("EventCount")) }).optional(),
  Tags: z.unknown().optional(),
});

/** An event source mapping: its stream, filters, function and failure handling. */
export interface MappingSettings {
  readonly logicalId: string;
  readonly streamArn: string;
  /** A name or an ARN. */
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

/** -1 means no limit. */
const orInfinity = (value: number) => (value < 0 ? Number.POSITIVE_INFINITY : value);

export function declaredMappings(stack: Stack): MappingSettings[] {
  return stack.resources("AWS::Lambda::EventSourceMapping", Mapping).map(({ logicalId, properties: p }) => ({
    logicalId,
    streamArn: p.EventSourceArn,
    functionName: p.FunctionName,
    startingPosition: p.StartingPosition,
    batchSize: p.BatchSize,
    batchingWindowMs: p.MaximumBatchingWindowInSeconds * 1000,
    retryAttempts: orInfinity(p.MaximumRetryAttempts),
    recordAgeMs: orInfinity(p.MaximumRecordAgeInSeconds) * 1000,
    bisect: p.BisectBatchOnFunctionError,
    reportsItemFailures: p.FunctionResponseTypes.length > 0,
    patterns: p.FilterCriteria.Filters.map(({ Pattern }) => Pattern),
    failureBucketArn: p.DestinationConfig?.OnFailure.Destination,
  }));
}
