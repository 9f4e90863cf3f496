import type { S3RequestPresigner } from "@aws-sdk/s3-request-presigner";
import { asError, ChatError } from "../domain/errors.ts";

/** One request of S3's REST API to one object. */
export interface ObjectRequest {
  readonly method: "GET" | "HEAD" | "PUT";
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  /** All of them are signed: a request that differs in one is refused. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ObjectAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

interface Signing {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly seconds: number;
}

export interface BucketSettings {
  readonly presigner: Pick<S3RequestPresigner, "presign">;
  /** Where the bucket's keys begin, without a slash at the end. */
  readonly url: () => Promise<string>;
}

/** A request of ours is sent at once. */
const OWN_REQUEST_SECONDS = 60;
/** Time for a copy of 25 MB, twice within an API request's 29 s. */
const REQUEST_TIMEOUT_MS = 8_000;
const ATTEMPTS = 2;

/**
 * A bucket through presigned requests, for clients and for ourselves: with the SDK's signer and `fetch`, for
 * with S3's whole client a bundle would be over its limit.
 */
export class S3Bucket {
  readonly #settings: BucketSettings;

  constructor(settings: BucketSettings) {
    this.#settings = settings;
  }

  /** A URL that answers this request and no other, until it expires. */
  async presign(
    { method, key, query = {}, headers = {} }: ObjectRequest,
    { now, seconds }: Signing,
  ): Promise<string> {
    const url = new URL(`${await this.#settings.url()}/${key}`);
    const names = new Set(Object.keys(headers));
    const signed = await this.#settings.presigner.presign(
      {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port !== "" && { port: Number(url.port) }),
        path: url.pathname,
        query: { ...query },
        headers: { ...headers },
      },
      // By itself the signer leaves `content-type` unsigned, and moves `x-amz-…` headers to the query.
      { expiresIn: seconds, signingDate: new Date(now), signableHeaders: names, unhoistableHeaders: names },
    );
    const parameters = Object.entries(signed.query ?? {}).map(([name, value]) => `${name}=${escaped(value)}`);
    return `${url}?${parameters.join("&")}`;
  }

  /**
   * Sends a request that may be repeated.
   * @throws ChatError `unavailable`: no answer, or a 5xx, twice
   */
  async send(request: ObjectRequest): Promise<ObjectAnswer> {
    let cause: unknown;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        const answer = await this.#try(request);
        if (answer.status < 500) return answer;
        cause = unexpectedStatus(answer.status);
      } catch (error) {
        cause = asError(error);
      }
    }
    throw unavailable(cause);
  }

  async #try(request: ObjectRequest): Promise<ObjectAnswer> {
    const url = await this.presign(request, { now: Date.now(), seconds: OWN_REQUEST_SECONDS });
    const { method, headers = {} } = request;
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }
}

/** An answer that tells nothing of the object: `unavailable`, as trying again may help. */
export function unexpectedAnswer(status: number): ChatError {
  return unavailable(unexpectedStatus(status));
}

function unexpectedStatus(status: number): Error {
  return new Error(`S3 answered ${status}`);
}

function unavailable(cause: unknown): ChatError {
  return new ChatError("unavailable", "The service is busy, try again", { cause });
}

/** As the signer escapes (RFC 3986); parentheses, quotes and stars too. */
function escaped(value: unknown): string {
  return encodeURIComponent(String(value)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
