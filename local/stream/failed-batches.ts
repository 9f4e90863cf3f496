import { randomUUID } from "node:crypto";
import { parseJson } from "../json.ts";
import type { LocalS3 } from "../s3/s3.ts";
import type { FailedBatch } from "./batch-delivery.ts";
import type { MappingSettings } from "./mapping.ts";

/** Writes a batch that was given up to the mapping's on-failure bucket, if there is one. */
export async function keepFailedBatch(
  s3: LocalS3,
  settings: MappingSettings,
  batch: FailedBatch,
): Promise<void> {
  if (settings.failureBucketArn === undefined) return;
  await s3.write(bucketNameOf(settings.failureBucketArn), keyOf(settings, batch), JSON.stringify(batch));
}

/** Reads all batches in the mappings' on-failure buckets. */
export function readFailedBatches(s3: LocalS3, mappings: readonly MappingSettings[]): unknown[] {
  return mappings
    .flatMap(({ failureBucketArn }) =>
      failureBucketArn === undefined ? [] : [bucketNameOf(failureBucketArn)],
    )
    .flatMap((name) => s3.keys(name).map((key) => parseJson(s3.read(name, key))));
}

/** Lambda's key format: `aws/lambda/{mapping}/{shard}/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-{UUID}`. */
function keyOf({ logicalId }: MappingSettings, { timestamp, DDBStreamBatchInfo }: FailedBatch): string {
  const day = timestamp.slice(0, 10).replaceAll("-", "/");
  const second = timestamp.slice(0, 19).replaceAll(":", ".");
  return `aws/lambda/${logicalId}/${DDBStreamBatchInfo.shardId}/${day}/${second}-${randomUUID()}`;
}

function bucketNameOf(arn: string): string {
  return arn.replace(/^arn:[^:]+:s3:::/, "");
}
