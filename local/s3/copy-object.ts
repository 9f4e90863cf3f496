import { createReadStream } from "node:fs";
import { type Bucket, bucketOf } from "./bucket.ts";
import { accessTo, mayList, type Operation, type S3Call, versionHeader } from "./call.ts";
import { S3Error } from "./errors.ts";
import { keptHeaders } from "./object-headers.ts";
import { checkSourceConditions, checkWriteConditions } from "./preconditions.ts";
import { putOrDiscard } from "./put-object.ts";
import { decode, field } from "./s3-request.ts";
import type { StoredObject } from "./stored-object.ts";
import { tagsFromHeader } from "./tags.ts";
import { receiveUpload } from "./upload.ts";
import { xmlDocument } from "./xml.ts";

interface Source {
  readonly bucket: Bucket;
  readonly key: string;
  readonly object: StoredObject;
}

/** Creates a new object with the source's headers and tags, unless the request replaces them. */
export const copyObject: Operation = async (call) => {
  const { request, caller, bucket } = call;
  const source = readSource(call);
  caller.authorize(accessTo(bucket, { key: request.key, action: "PutObject" }));
  const tags = tagsOfCopy(call, source);
  const replacesHeaders = directive(call, "x-amz-metadata-directive") === "REPLACE";
  if (source.bucket === bucket && source.key === request.key && !replacesHeaders) {
    throw new S3Error("InvalidRequest", "This copy request is illegal because it changes nothing.");
  }
  checkSourceConditions(request, source.object);
  const upload = await receiveUpload(createReadStream(source.bucket.pathOf(source.object)), bucket.bodies);
  const object = putOrDiscard(bucket, {
    key: request.key,
    upload,
    headers: replacesHeaders ? keptHeaders(request) : source.object.headers,
    tags,
    check: (current) => checkWriteConditions(request, current),
  });
  return {
    status: 200,
    headers: {
      ...versionHeader(bucket, object),
      ...(source.bucket.settings.versioned && { "x-amz-copy-source-version-id": source.object.versionId }),
    },
    body: xmlDocument("CopyObjectResult", { LastModified: object.lastModified, ETag: object.etag }),
  };
};

/** `x-amz-copy-source` is `{bucket}/{key}`, percent-encoded, with an optional `?versionId=`. */
function readSource({ request, caller, buckets }: S3Call): Source {
  const [path = "", version] = (field(request, "x-amz-copy-source") ?? "").split("?versionId=");
  const [, name = "", key = ""] = decode(path).match(/^\/?([^/]+)\/(.+)$/s) ?? [];
  if (key === "") throw new S3Error("InvalidArgument", "Invalid copy source object key");
  const bucket = bucketOf(buckets, name);
  const object = bucket.find(key, version);
  const action = version === undefined ? "GetObject" : "GetObjectVersion";
  caller.authorize(accessTo(bucket, { key, action, object }));
  if (object) return { bucket, key, object };
  throw mayList(caller, bucket)
    ? new S3Error("NoSuchKey", undefined, { Key: key })
    : new S3Error("AccessDenied");
}

/** Copying tags needs the rights to read the source's tags and to write the target's. */
function tagsOfCopy(call: S3Call, { bucket, key, object }: Source) {
  const { request, caller } = call;
  const replaced = directive(call, "x-amz-tagging-directive") === "REPLACE";
  const tags = replaced ? tagsFromHeader(field(request, "x-amz-tagging")) : object.tags;
  if (Object.keys(tags).length === 0) return tags;
  if (!replaced) caller.authorize(accessTo(bucket, { key, action: "GetObjectTagging", object }));
  caller.authorize(accessTo(call.bucket, { key: request.key, action: "PutObjectTagging" }));
  return tags;
}

function directive({ request }: S3Call, name: string): "COPY" | "REPLACE" {
  const given = field(request, name) ?? "COPY";
  if (given === "COPY" || given === "REPLACE") return given;
  throw new S3Error("InvalidArgument", `Unknown ${name}.`);
}
