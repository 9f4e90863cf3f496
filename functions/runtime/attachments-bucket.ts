import { S3Client } from "@aws-sdk/client-s3";
import type * as z from "zod";
import { S3AttachmentFiles } from "../gateways/s3-attachment-files.ts";
import type { S3Bucket } from "../gateways/s3-bucket.ts";
import type { BucketConfig } from "./config.ts";

type Config = z.output<typeof BucketConfig>;

/** Enough for a copy of 25 MB; two attempts fit an API request's 29 s. */
const REQUEST_TIMEOUT_MS = 8000;
const ATTEMPTS = 2;

/** Region, credentials and endpoint come from the environment, as the SDK reads it. */
export function openAttachmentsBucket(config: Config): S3Bucket {
  const client = new S3Client({
    requestHandler: { requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
    maxAttempts: ATTEMPTS,
    // Only AWS's own S3 has a host name for each bucket.
    forcePathStyle: (config.AWS_ENDPOINT_URL_S3 ?? config.AWS_ENDPOINT_URL) !== undefined,
    // Otherwise a presigned PUT would carry the checksum of an empty body.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  return { client, name: config.ATTACHMENTS_BUCKET };
}

export function openS3AttachmentFiles(config: Config): S3AttachmentFiles {
  return new S3AttachmentFiles(openAttachmentsBucket(config));
}
