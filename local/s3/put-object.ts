import { rmSync } from "node:fs";
import { join } from "node:path";
import { headerOf } from "../http.ts";
import type { Bucket, NewObject } from "./bucket.ts";
import { accessTo, type Operation, type S3Call, versionHeader } from "./call.ts";
import { checkDigestHeaders, checkDigests, checksumHeaders } from "./digests.ts";
import { S3Error } from "./errors.ts";
import { keptHeaders } from "./object-headers.ts";
import { checkWriteConditions } from "./preconditions.ts";
import { field } from "./s3-request.ts";
import type { StoredObject } from "./stored-object.ts";
import { tagsFromHeader } from "./tags.ts";
import { receive } from "./upload.ts";

/** S3's limit on a single PUT, in bytes. */
const sizeLimit = 5 * 1024 ** 3;

/** Nothing is stored unless the whole body came, with the digests that were announced. */
export const putObject: Operation = async (call) => {
  const { request, caller, bucket } = call;
  const { key } = request;
  caller.demand(accessTo(bucket, { key, action: "PutObject" }));
  const tags = tagsFromHeader(field(request, "x-amz-tagging"));
  if (Object.keys(tags).length > 0) caller.demand(accessTo(bucket, { key, action: "PutObjectTagging" }));
  checkLength(call);
  checkDigestHeaders(request, caller.payloadHash);
  const check = (current: StoredObject | undefined) => checkWriteConditions(request, current);
  check(bucket.find(key)); // spares the body
  const upload = await receive(request.body, bucket.bodies);
  const object = keepOrDrop(bucket, {
    key,
    upload,
    headers: keptHeaders(request),
    tags,
    check: (current) => {
      checkDigests(request, caller.payloadHash, upload);
      check(current);
    },
  });
  const headers = { ETag: object.etag, ...versionHeader(bucket, object), ...checksumHeaders(request) };
  return { status: 200, headers };
};

/** Puts an upload in place, or removes its file when a condition forbids that. */
export function keepOrDrop(bucket: Bucket, object: NewObject): StoredObject {
  try {
    return bucket.put(object);
  } catch (error) {
    rmSync(join(bucket.bodies, object.upload.file), { force: true });
    throw error;
  }
}

function checkLength({ request }: S3Call): void {
  const length = headerOf(request, "content-length");
  if (length === undefined) throw new S3Error("MissingContentLength");
  if (Number(length) > sizeLimit) throw new S3Error("EntityTooLarge", undefined, { ProposedSize: length });
}
