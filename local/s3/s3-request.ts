import type { IncomingMessage } from "node:http";
import { describeRequest, headerOf } from "../http.ts";
import { S3Error } from "./errors.ts";

/** A path-style request: `/{bucket}/{key}`. */
export interface S3Request {
  readonly method: string;
  /** As sent: percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly bucket: string;
  /** Decoded. Empty for a request about the bucket itself. */
  readonly key: string;
  readonly body: IncomingMessage;
}

/** S3's limit on a key, in bytes of UTF-8. */
const keyLimit = 1024;

export function readS3Request(message: IncomingMessage): S3Request {
  const { method, path, query, headers } = describeRequest(message, "");
  const [, bucket = "", key = ""] = path.match(/^\/([^/]*)\/?(.*)$/s) ?? [];
  const decoded = decode(key);
  if (Buffer.byteLength(decoded) > keyLimit) throw new S3Error("InvalidArgument", "Your key is too long");
  return { method, path, query, headers, bucket: decode(bucket), key: decoded, body: message };
}

/** @throws S3Error BadRequest for malformed percent-encoding */
export function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new S3Error("BadRequest", "The request has a broken percent-encoding.");
  }
}

/** A header, or the `X-Amz-…` query parameter that replaces it in a presigned request. */
export function field({ headers, query }: S3Request, name: string): string | undefined {
  const header = headerOf({ headers }, name);
  if (header !== undefined || !name.startsWith("x-amz-")) return header;
  return [...query].find(([parameter]) => parameter.toLowerCase() === name)?.[1];
}
