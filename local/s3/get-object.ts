import { headerOf } from "../http.ts";
import { authorizedObject, type Operation, type S3Call, versionHeader } from "./call.ts";
import { S3Error } from "./errors.ts";
import { overriddenHeaders } from "./object-headers.ts";
import { isNotModified } from "./preconditions.ts";
import type { StoredObject } from "./stored-object.ts";

/** Answers GET and HEAD. */
export const getObject: Operation = async (call) => {
  const { request, bucket } = call;
  const object = authorizedObject(call, "GetObject");
  const headers = { ...object.headers, ...overriddenHeaders(request), ...describe(call, object) };
  if (isNotModified(request, object)) return { status: 304, headers };
  const path = bucket.pathOf(object);
  const range = rangeOf(headerOf(request, "range"), object.size);
  if (!range) {
    const length = { "Content-Length": String(object.size) };
    return {
      status: 200,
      headers: { ...headers, ...length },
      body: { path, start: 0, end: object.size - 1 },
    };
  }
  const partial = {
    "Content-Length": String(range.end - range.start + 1),
    "Content-Range": `bytes ${range.start}-${range.end}/${object.size}`,
  };
  return { status: 206, headers: { ...headers, ...partial }, body: { path, ...range } };
};

function describe({ bucket }: S3Call, object: StoredObject): Record<string, string> {
  const tagCount = Object.keys(object.tags).length;
  return {
    ETag: object.etag,
    "Last-Modified": new Date(object.lastModified).toUTCString(),
    "Accept-Ranges": "bytes",
    ...versionHeader(bucket, object),
    ...(tagCount > 0 && { "x-amz-tagging-count": String(tagCount) }),
  };
}

/** Undefined means the whole object: without a range, with several (which S3 does not serve), or with a malformed one. */
function rangeOf(header: string | undefined, size: number) {
  const [, first = "", last = ""] = header?.match(/^bytes=(\d*)-(\d*)$/) ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && first !== "" && Number(last) < start) return undefined;
  if (start >= size || (first === "" && Number(last) === 0))
    throw new S3Error("InvalidRange", undefined, { ActualObjectSize: String(size) });
  return { start, end };
}
