import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { S3Error } from "./errors.ts";
import { decode, type S3Request } from "./s3-request.ts";
import type { Claim } from "./signature-claim.ts";

export interface Signing {
  readonly secret: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** S3 accepts clocks that differ by 15 minutes. */
const skewMs = 15 * 60_000;
/** The longest life of a presigned URL: a week, in seconds. */
const longestExpiry = 7 * 86_400;

/** Verifies a Signature Version 4. @throws S3Error with S3's reason */
export function verifySignature(request: S3Request, claim: Claim, signing: Signing): void {
  checkScope(claim, signing);
  checkTime(claim, signing.now);
  const unsigned = request.headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => name.startsWith("x-amz-") && !claim.signedHeaders.includes(name));
  if (!claim.signedHeaders.includes("host") || unsigned.length > 0) {
    const message = "There were headers present in the request which were not signed";
    throw new S3Error("AccessDenied", message, { HeadersNotSigned: unsigned.join(", ") });
  }
  const canonicalRequest = canonical(request, claim);
  const digest = createHash("sha256").update(canonicalRequest).digest("hex");
  const scope = `${claim.day}/${claim.region}/${claim.service}/aws4_request`;
  const stringToSign = `AWS4-HMAC-SHA256\n${claim.timestamp}\n${scope}\n${digest}`;
  const expected = signatureOf(stringToSign, claim, signing.secret);
  const given = Buffer.from(claim.signature);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new S3Error("SignatureDoesNotMatch", undefined, {
    StringToSign: stringToSign,
    CanonicalRequest: canonicalRequest,
  });
}

function checkScope(claim: Claim, { region }: Signing): void {
  const malformed = claim.presigned ? "AuthorizationQueryParametersError" : "AuthorizationHeaderMalformed";
  if (claim.region !== region)
    throw new S3Error(malformed, `The region '${claim.region}' is wrong; expecting '${region}'`);
  if (claim.service !== "s3")
    throw new S3Error(malformed, `The service '${claim.service}' is wrong; expecting 's3'`);
  if (claim.day !== claim.timestamp.slice(0, 8))
    throw new S3Error(malformed, "The day of the credential is not that of the date");
}

function checkTime({ presigned, signedAt }: Claim, now: number): void {
  if (!presigned) {
    if (Math.abs(now - signedAt) > skewMs) throw new S3Error("RequestTimeTooSkewed");
    return;
  }
  const { expiresIn } = presigned;
  if (!(expiresIn >= 0 && expiresIn <= longestExpiry)) {
    const message = "X-Amz-Expires must be a number between 0 and 604800 (a week, in seconds)";
    throw new S3Error("AuthorizationQueryParametersError", message);
  }
  if (signedAt > now + skewMs) throw new S3Error("AccessDenied", "Request is not yet valid");
  if (now > signedAt + expiresIn * 1000) {
    const Expires = new Date(signedAt + expiresIn * 1000).toISOString();
    throw new S3Error("AccessDenied", "Request has expired", { Expires });
  }
}

/** A signed header that is missing counts as empty, so the signature does not match. */
function canonical({ method, path, query, headers }: S3Request, claim: Claim): string {
  const parameters = [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([one, first], [other, second]) => compare(one, other) || compare(first, second))
    .map(([name, value]) => `${name}=${value}`);
  const lines = claim.signedHeaders.map((signed) => {
    const values = headers.filter(([name]) => name.toLowerCase() === signed).map(([, value]) => value);
    return `${signed}:${values.map((value) => value.trim().replace(/\s+/g, " ")).join(",")}\n`;
  });
  return [
    method,
    path.split("/").map(decode).map(encode).join("/"),
    parameters.join("&"),
    lines.join(""),
    claim.signedHeaders.join(";"),
    claim.payloadHash,
  ].join("\n");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function signatureOf(stringToSign: string, { day, region, service }: Claim, secret: string): Buffer {
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return Buffer.from(hmac(key, stringToSign).toString("hex"));
}
