import { field, type S3Request } from "./s3-request.ts";

const kept = ["content-type", "content-disposition", "content-encoding", "content-language", "cache-control"];

/** The headers of a write that S3 stores and returns with the body. */
export function keptHeaders(request: S3Request): Record<string, string> {
  const own = [...request.headers, ...request.query].flatMap(([name]) =>
    /^x-amz-meta-/i.test(name) ? [name.toLowerCase()] : [],
  );
  const present = [...kept, ...own].flatMap((name) => {
    const value = field(request, name);
    return value === undefined ? [] : [[name, value]];
  });
  return { "content-type": "binary/octet-stream", ...Object.fromEntries(present) };
}

/** The headers of a read that the signed query replaces. */
export function overriddenHeaders({ query }: S3Request): Record<string, string> {
  const overrides = [...kept, "expires"].flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(overrides);
}
