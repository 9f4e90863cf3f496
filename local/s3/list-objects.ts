import type { Operation } from "./call.ts";
import { S3Error } from "./errors.ts";
import { xmlDocument } from "./xml.ts";

/** S3's limit on the keys of a page. */
const pageLimit = 1000;

/** ListObjectsV2 with prefix and pages. The continuation token is the last key of the page. */
export const listObjects: Operation = async ({ request, caller, bucket }) => {
  const { query } = request;
  const prefix = query.get("prefix") ?? "";
  const context = { "s3:prefix": [prefix] };
  caller.authorize({ action: "s3:ListBucket", resource: bucket.settings.arn, context });
  if (query.get("list-type") !== "2" || query.has("delimiter") || query.has("encoding-type"))
    throw new S3Error("NotImplemented", "The local S3 lists by list-type=2, prefix and pages only.");
  const after = query.get("continuation-token") ?? query.get("start-after") ?? "";
  const limit = Math.min(Number(query.get("max-keys") ?? pageLimit), pageLimit);
  const matching = bucket.keys().filter((key) => key.startsWith(prefix) && key > after);
  const page = matching.slice(0, limit);
  const last = page.at(-1);
  const isTruncated = matching.length > page.length;
  const body = xmlDocument("ListBucketResult", {
    Name: bucket.settings.name,
    Prefix: prefix,
    KeyCount: page.length,
    MaxKeys: limit,
    IsTruncated: isTruncated,
    ...(isTruncated && last !== undefined && { NextContinuationToken: last }),
    Contents: page.flatMap((key) => {
      const object = bucket.find(key);
      if (!object) return [];
      const { lastModified: LastModified, etag: ETag, size: Size } = object;
      return [{ Key: key, LastModified, ETag, Size, StorageClass: "STANDARD" }];
    }),
  });
  return { status: 200, headers: { "Content-Type": "application/xml" }, body };
};

export const headBucket: Operation = async ({ caller, bucket }) => {
  caller.authorize({ action: "s3:ListBucket", resource: bucket.settings.arn });
  return { status: 200 };
};
