import { field, type S3Request } from "./s3-request.ts";

const kept = ["content-type", "content-disposition", "content-encoding", "content-language", "cache-control"];

/** Of a write: the headers that S3 keeps and gives back with the body. */
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

/** Of a read: what the signed query asks for in place of what was kept. */
export function overriddenHeaders({ query }: S3Request): Record<string, string> {
  const overrides = [...kept, "expires"].flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(overrides);
}
