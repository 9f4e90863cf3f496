import { S3Error } from "./errors.ts";
import { field, type S3Request } from "./s3-request.ts";
import type { Upload } from "./upload.ts";

/** Compares the upload with every digest that the client sent. @throws S3Error BadDigest, XAmzContentSHA256Mismatch */
export function checkDigests(request: S3Request, payloadHash: string, upload: Upload): void {
  if (payloadHash !== "UNSIGNED-PAYLOAD" && payloadHash !== upload.sha256.toString("hex")) {
    throw new S3Error("XAmzContentSHA256Mismatch");
  }
  const given = [
    ["content-md5", upload.md5],
    ["x-amz-checksum-crc32", upload.crc32],
    ["x-amz-checksum-sha1", upload.sha1],
    ["x-amz-checksum-sha256", upload.sha256],
  ] as const;
  for (const [name, digest] of given) {
    const value = field(request, name);
    if (value === undefined || value === digest.toString("base64")) continue;
    throw new S3Error("BadDigest", `The ${name} you specified did not match the calculated checksum.`);
  }
}

/** Refuses digests that cannot be verified, before the body is read. @throws S3Error */
export function checkDigestHeaders(request: S3Request, payloadHash: string): void {
  if (payloadHash.startsWith("STREAMING-") || field(request, "x-amz-trailer") !== undefined) {
    throw new S3Error("NotImplemented", "The local S3 takes no chunked signatures and no trailers.");
  }
  const algorithm = field(request, "x-amz-sdk-checksum-algorithm")?.toLowerCase();
  if (algorithm === undefined) return;
  if (!["crc32", "sha1", "sha256"].includes(algorithm)) {
    throw new S3Error("NotImplemented", `The local S3 computes no ${algorithm}.`);
  }
  if (field(request, `x-amz-checksum-${algorithm}`) === undefined) {
    const message =
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.";
    throw new S3Error("InvalidRequest", message);
  }
}

/** The checksums that the client sent. S3 repeats them in its response. */
export function checksumHeaders(request: S3Request): Record<string, string> {
  const names = ["crc32", "sha1", "sha256"].map((algorithm) => `x-amz-checksum-${algorithm}`);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = field(request, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
