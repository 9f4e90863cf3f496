import { headerOf } from "../http.ts";
import type { CorsRule } from "./bucket-settings.ts";
import type { S3Answer } from "./call.ts";
import { S3Error } from "./errors.ts";
import type { S3Request } from "./s3-request.ts";

type Headers = Readonly<Record<string, string>>;

/** CORS headers for a request. None without an `Origin` that a rule of the bucket allows. */
export function corsHeaders(request: S3Request, rules: readonly CorsRule[]): Headers {
  const origin = headerOf(request, "origin");
  if (origin === undefined) return {};
  const rule = rules.find((candidate) => allows(candidate, origin, request.method));
  if (!rule) return {};
  return {
    ...originHeaders(rule, origin),
    ...(rule.ExposedHeaders.length > 0 && {
      "Access-Control-Expose-Headers": rule.ExposedHeaders.join(", "),
    }),
  };
}

/** Answers a preflight, which needs no signature. @throws S3Error AccessForbidden */
export function preflight(request: S3Request, rules: readonly CorsRule[]): S3Answer {
  const origin = headerOf(request, "origin");
  const method = headerOf(request, "access-control-request-method");
  if (origin === undefined || method === undefined)
    throw new S3Error("BadRequest", "Insufficient information. Origin request header needed.");
  const wanted = (headerOf(request, "access-control-request-headers") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const rule = rules.find(
    (candidate) =>
      allows(candidate, origin, method) &&
      wanted.every((name) =>
        candidate.AllowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name)),
      ),
  );
  if (!rule) throw new S3Error("AccessForbidden");
  return {
    status: 200,
    headers: {
      ...originHeaders(rule, origin),
      ...(wanted.length > 0 && { "Access-Control-Allow-Headers": wanted.join(", ") }),
      ...(rule.MaxAge !== undefined && { "Access-Control-Max-Age": String(rule.MaxAge) }),
    },
  };
}

function originHeaders({ AllowedOrigins, AllowedMethods }: CorsRule, origin: string): Headers {
  const open = AllowedOrigins.includes("*");
  return {
    "Access-Control-Allow-Origin": open ? "*" : origin,
    "Access-Control-Allow-Methods": AllowedMethods.join(", "),
    Vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
    ...(!open && { "Access-Control-Allow-Credentials": "true" }),
  };
}

function allows(rule: CorsRule, origin: string, method: string): boolean {
  return (
    rule.AllowedMethods.includes(method) && rule.AllowedOrigins.some((pattern) => matches(pattern, origin))
  );
}

/** As in S3, a pattern has at most one `*`. */
function matches(pattern: string, value: string): boolean {
  const [start = "", end] = pattern.split("*");
  if (end === undefined) return value === start;
  return value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end);
}
