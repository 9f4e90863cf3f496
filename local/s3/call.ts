import type { Bucket } from "./bucket.ts";
import type { Caller } from "./caller.ts";
import { S3Error } from "./errors.ts";
import type { S3Request } from "./s3-request.ts";
import type { StoredObject } from "./stored-object.ts";

/** A request with a valid signature, and everything that an operation needs. */
export interface S3Call {
  readonly request: S3Request;
  readonly caller: Caller;
  /** The bucket that the path names. */
  readonly bucket: Bucket;
  readonly buckets: ReadonlyMap<string, Bucket>;
}

/** A part of a file. Both ends are inclusive. */
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

/** Authorizes an action on the request's object. For a version IAM has its own action, such as `s3:GetObjectVersion`. */
export function authorizeOnObject(
  { caller, bucket, request }: S3Call,
  action: string,
  object?: StoredObject,
): void {
  const name = request.query.has("versionId") ? action.replace("Object", "ObjectVersion") : action;
  caller.authorize(accessTo(bucket, { key: request.key, action: name, object }));
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

/**
 * Authorizes the action and returns the request's object.
 * @throws S3Error if it is missing. Only a caller who may list the bucket learns this; others get AccessDenied.
 */
export function authorizedObject(call: S3Call, action: string): StoredObject {
  const { caller, bucket, request } = call;
  const versionId = versionIdOf(request);
  const found = bucket.find(request.key, versionId);
  authorizeOnObject(call, action, found);
  if (found) return found;
  if (!mayList(caller, bucket)) throw new S3Error("AccessDenied");
  throw versionId === undefined
    ? new S3Error("NoSuchKey", undefined, { Key: request.key })
    : new S3Error("NoSuchVersion", undefined, { Key: request.key, VersionId: versionId });
}

export function versionIdOf({ query }: S3Request): string | undefined {
  return query.get("versionId") ?? undefined;
}

export function mayList(caller: Caller, { settings }: Bucket): boolean {
  return caller.may({ action: "s3:ListBucket", resource: settings.arn });
}

/** The version header, which only a versioned bucket sends. */
export function versionHeader({ settings }: Bucket, { versionId }: StoredObject): Record<string, string> {
  return settings.versioned ? { "x-amz-version-id": versionId } : {};
}
