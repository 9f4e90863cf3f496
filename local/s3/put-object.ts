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
import { receiveUpload } from "./upload.ts";

/** S3's limit on a single PUT, in bytes. */
const sizeLimit = 5 * 1024 ** 3;

/** Stores the object only if the whole body arrives and matches its digests. */
export const putObject: Operation = async (call) => {
  const { request, caller, bucket } = call;
  const { key } = request;
  caller.authorize(accessTo(bucket, { key, action: "PutObject" }));
  const tags = tagsFromHeader(field(request, "x-amz-tagging"));
  if (Object.keys(tags).length > 0) caller.authorize(accessTo(bucket, { key, action: "PutObjectTagging" }));
  checkLength(call);
  checkDigestHeaders(request, caller.payloadHash);
  const check = (current: StoredObject | undefined) => checkWriteConditions(request, current);
  check(bucket.find(key)); // before the body is read
  const upload = await receiveUpload(request.body, bucket.bodies);
  const object = putOrDiscard(bucket, {
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

/** Makes an upload an object, or removes its file if a condition fails. */
export function putOrDiscard(bucket: Bucket, object: NewObject): StoredObject {
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
