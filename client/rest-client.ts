import { anyOf } from "./abort-signals.ts";
import { backoffMs } from "./backoff.ts";
import { ChatClientError, errorFrom, type Failure, isTransient } from "./chat-client-error.ts";
import { ANSWER_TIMEOUT_MS, type Settings } from "./client-options.ts";
import { sleep } from "./clock.ts";
import type { TokenSource } from "./token-source.ts";

export interface RestRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Attempts of a call. */
const MAX_ATTEMPTS = 5;

/**
 * Calls the REST API with the user's token. Answers are not validated: the callers name the types that the
 * server answers with.
 */
export class RestClient {
  readonly #settings: Pick<Settings, "url" | "fetch" | "clock">;
  readonly #tokens: TokenSource;

  constructor(settings: Pick<Settings, "url" | "fetch" | "clock">, tokens: TokenSource) {
    this.#settings = settings;
    this.#tokens = tokens;
  }

  /** Retries transient failures: every request of this API is safe to repeat. @throws ChatClientError */
  async call<Body>(request: RestRequest): Promise<Body> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await this.attempt<Body>(request);
      } catch (error) {
        if (!isTransient(error) || failures + 1 === MAX_ATTEMPTS) throw error;
        const { clock } = this.#settings;
        const wait = error.retryAfterMs ?? backoffMs(clock, failures);
        await sleep(clock, wait, request.signal);
      }
    }
  }

  /** Makes one attempt, and another one with a new token if the first is refused. @throws ChatClientError */
  async attempt<Body>(request: RestRequest): Promise<Body> {
    const token = await this.#tokens.get();
    try {
      return await this.#fetch<Body>(request, token);
    } catch (error) {
      if (!(error instanceof ChatClientError) || error.code !== "unauthenticated") throw error;
      return await this.#fetch<Body>(request, await this.#tokens.renew(token));
    }
  }

  async #fetch<Body>(request: RestRequest, token: string): Promise<Body> {
    const timeout = new AbortController();
    const signal = anyOf(request.signal, timeout.signal);
    signal.throwIfAborted();
    const timeoutError = new ChatClientError("timeout", "No answer in time");
    const cancelTimeout = this.#settings.clock.after(ANSWER_TIMEOUT_MS, () => timeout.abort(timeoutError));
    try {
      const response = await this.#settings.fetch(`${this.#settings.url}${pathOf(request)}`, {
        method: request.method,
        headers: headersOf(request, token),
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
        signal,
      });
      const text = await response.text();
      if (response.status >= 400) throw failureFrom(response, text);
      return JSON.parse(text);
    } catch (cause) {
      if (cause instanceof ChatClientError) throw cause;
      if (signal.aborted) throw signal.reason;
      throw new ChatClientError("network", "No answer", { cause });
    } finally {
      cancelTimeout();
    }
  }
}

function pathOf({ path, query = {} }: RestRequest): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) params.set(name, String(value));
  }
  return params.size === 0 ? path : `${path}?${params}`;
}

function headersOf({ body, headers }: RestRequest, token: string): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { "content-type": "application/json" }),
    ...headers,
  };
}

/** Proxies and gateways answer in shapes of their own; the error then has only the status. */
function failureFrom(
  { status, headers }: { status: number; headers: { get(name: string): string | null } },
  text: string,
): ChatClientError {
  const retryAfter = Number(headers.get("retry-after") ?? Number.NaN);
  return errorFrom({ ...bodyOf(text), statusCode: status, retryAfter });
}

function bodyOf(text: string): Partial<Failure> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
