import { headerOf } from "../http.ts";
import { S3Error } from "./errors.ts";
import { field, type S3Request } from "./s3-request.ts";

/** The signature and its parameters, from the `Authorization` header or from the query of a presigned request. */
export interface Claim {
  readonly accessKeyId: string;
  /** `day`, `region` and `service` are the credential's scope. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** As written: `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  /** Epoch milliseconds. */
  readonly signedAt: number;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** SHA-256 of the body in hex, or `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string;
  readonly sessionToken: string | undefined;
  /** In seconds. Only in a query. */
  readonly presigned: { readonly expiresIn: number } | undefined;
}

const algorithm = "AWS4-HMAC-SHA256";

/** Undefined for an unsigned request. @throws S3Error if a part is missing */
export function readClaim(request: S3Request): Claim | undefined {
  if (request.query.has("X-Amz-Algorithm")) return fromQuery(request);
  const authorization = headerOf(request, "authorization");
  return authorization === undefined ? undefined : fromHeader(request, authorization);
}

function fromHeader(request: S3Request, authorization: string): Claim {
  const [, credential = "", signedHeaders = "", signature = ""] =
    authorization.match(/^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/) ??
    [];
  const timestamp = headerOf(request, "x-amz-date") ?? "";
  const payloadHash = headerOf(request, "x-amz-content-sha256");
  if (payloadHash === undefined)
    throw new S3Error("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  const parts = partsOf(credential, timestamp);
  if (!parts || !signature) throw new S3Error("AuthorizationHeaderMalformed");
  return {
    ...parts,
    signedHeaders: signedHeaders.split(";"),
    signature,
    payloadHash,
    sessionToken: headerOf(request, "x-amz-security-token"),
    presigned: undefined,
  };
}

function fromQuery(request: S3Request): Claim {
  const { query } = request;
  const parts = partsOf(query.get("X-Amz-Credential") ?? "", query.get("X-Amz-Date") ?? "");
  const signature = query.get("X-Amz-Signature");
  const signedHeaders = query.get("X-Amz-SignedHeaders");
  const expires = query.get("X-Amz-Expires");
  if (query.get("X-Amz-Algorithm") !== algorithm || !parts || !signature || !signedHeaders || !expires)
    throw new S3Error("AuthorizationQueryParametersError");
  return {
    ...parts,
    signedHeaders: signedHeaders.split(";"),
    signature,
    payloadHash: field(request, "x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD",
    sessionToken: field(request, "x-amz-security-token"),
    presigned: { expiresIn: /^\d+$/.test(expires) ? Number(expires) : Number.NaN },
  };
}

/** Parses `{access key}/{day}/{region}/{service}/aws4_request` and a date. */
function partsOf(credential: string, timestamp: string) {
  const [accessKeyId, day, region, service, end] = credential.split("/");
  const [, ...digits] = timestamp.match(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/) ?? [];
  const [year, month, date, hour, minute, second] = digits;
  if (!accessKeyId || !day || !region || !service || end !== "aws4_request" || !year) return undefined;
  const signedAt = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(signedAt) ? undefined : { accessKeyId, day, region, service, timestamp, signedAt };
}
