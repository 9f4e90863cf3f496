import type { Bucket } from "./bucket.ts";
import type { Caller } from "./caller.ts";
import { S3Error } from "./errors.ts";
import type { S3Request } from "./s3-request.ts";
import type { StoredObject } from "./stored-object.ts";

/** A request whose signature is right, with all that an operation needs. */
export interface S3Call {
  readonly request: S3Request;
  readonly caller: Caller;
  /** The bucket that the path names. */
  readonly bucket: Bucket;
  readonly buckets: ReadonlyMap<string, Bucket>;
}

/** A part of a file, both ends included. */
export interface FileSlice {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FileSlice;
}

export type Operation = (call: S3Call) => Promise<S3Answer>;

/** Demands a right on an object; with a version IAM has an action of its own, as `s3:GetObjectVersion`. */
export function demandOnObject(
  { caller, bucket, request }: S3Call,
  action: string,
  object?: StoredObject,
): void {
  const name = request.query.has("versionId") ? action.replace("Object", "ObjectVersion") : action;
  caller.demand(accessTo(bucket, { key: request.key, action: name, object }));
}

interface Wanted {
  readonly key: string;
  readonly action: string;
  readonly object?: StoredObject | undefined;
}

export function accessTo(bucket: Bucket, { key, action, object }: Wanted) {
  const tags = Object.entries(object?.tags ?? {});
  return {
    action: `s3:${action}`,
    resource: `${bucket.settings.arn}/${key}`,
    context: Object.fromEntries(tags.map(([name, value]) => [`s3:ExistingObjectTag/${name}`, [value]])),
  };
}

/** @throws S3Error whose code says that the key is missing only to those who may list the bucket */
export function requireObject({ caller, bucket, request }: S3Call): StoredObject {
  const versionId = request.query.get("versionId") ?? undefined;
  const found = bucket.find(request.key, versionId);
  if (found) return found;
  const mayList = caller.may({ action: "s3:ListBucket", resource: bucket.settings.arn });
  if (!mayList) throw new S3Error("AccessDenied");
  throw versionId === undefined
    ? new S3Error("NoSuchKey", undefined, { Key: request.key })
    : new S3Error("NoSuchVersion", undefined, { Key: request.key, VersionId: versionId });
}

/** The header that names a version, in a bucket that has versions. */
export function versionHeader({ settings }: Bucket, { versionId }: StoredObject): Record<string, string> {
  return settings.versioned ? { "x-amz-version-id": versionId } : {};
}
