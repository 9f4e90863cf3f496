import { S3Error } from "./errors.ts";
import { field, type S3Request } from "./s3-request.ts";
import type { StoredObject } from "./stored-object.ts";

/** Checks a write's `If-None-Match: *` and `If-Match`. @throws S3Error PreconditionFailed */
export function checkWriteConditions(request: S3Request, current: StoredObject | undefined): void {
  const ifNoneMatch = field(request, "if-none-match");
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") throw new S3Error("NotImplemented");
  if (ifNoneMatch !== undefined && current) {
    throw new S3Error("PreconditionFailed", undefined, { Condition: "If-None-Match" });
  }
  const ifMatch = field(request, "if-match");
  if (ifMatch === undefined) return;
  if (!current) throw new S3Error("NoSuchKey", undefined, { Key: request.key });
  if (!names(ifMatch, current)) {
    throw new S3Error("PreconditionFailed", undefined, { Condition: "If-Match" });
  }
}

/** Checks a read's conditions. True if the client already has the object. @throws S3Error PreconditionFailed */
export function isNotModified(request: S3Request, object: StoredObject): boolean {
  const ifMatch = field(request, "if-match");
  if (ifMatch !== undefined && !names(ifMatch, object)) {
    throw new S3Error("PreconditionFailed", undefined, { Condition: "If-Match" });
  }
  const ifNoneMatch = field(request, "if-none-match");
  return ifNoneMatch !== undefined && names(ifNoneMatch, object);
}

/** Checks a copy's conditions on its source. @throws S3Error PreconditionFailed */
export function checkSourceConditions(request: S3Request, source: StoredObject): void {
  const ifMatch = field(request, "x-amz-copy-source-if-match");
  const ifNoneMatch = field(request, "x-amz-copy-source-if-none-match");
  const failed =
    (ifMatch !== undefined && !names(ifMatch, source)) ||
    (ifNoneMatch !== undefined && names(ifNoneMatch, source));
  if (failed) throw new S3Error("PreconditionFailed", undefined, { Condition: "x-amz-copy-source-If-Match" });
}

function names(condition: string, { etag }: StoredObject): boolean {
  return (
    condition === "*" ||
    condition
      .split(",")
      .some((candidate) => candidate.trim().replaceAll('"', "") === etag.replaceAll('"', ""))
  );
}
