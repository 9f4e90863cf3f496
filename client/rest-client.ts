import { fullJitter } from "./backoff.ts";
import { ChatClientError, errorFrom, type Failure, isTransient } from "./chat-client-error.ts";
import { anyOf, sleep } from "./clock.ts";
import { ANSWER_TIMEOUT_MS, BACKOFF, type Settings } from "./options.ts";
import type { TokenSource } from "./token-source.ts";

export interface RestRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Attempts of a call that nobody queued. */
const MAX_ATTEMPTS = 5;

/**
 * The REST API, with the user's token. Answers are trusted to have the contract's shapes: the server
 * answers with the types that are named here.
 */
export class RestClient {
  readonly #settings: Pick<Settings, "url" | "fetch" | "clock">;
  readonly #tokens: TokenSource;

  constructor(settings: Pick<Settings, "url" | "fetch" | "clock">, tokens: TokenSource) {
    this.#settings = settings;
    this.#tokens = tokens;
  }

  /** Tries again while that may help; every request of this API may be repeated. @throws ChatClientError */
  async call<Body>(request: RestRequest): Promise<Body> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await this.attempt<Body>(request);
      } catch (error) {
        if (!isTransient(error) || failures + 1 === MAX_ATTEMPTS) throw error;
        const { clock } = this.#settings;
        const wait = error.retryAfterMs ?? fullJitter(clock, BACKOFF, failures);
        await sleep(clock, wait, request.signal);
      }
    }
  }

  /** Tries once, and once more with another token when this one is refused. @throws ChatClientError */
  async attempt<Body>(request: RestRequest): Promise<Body> {
    const token = await this.#tokens.get();
    try {
      return await this.#exchange<Body>(request, token);
    } catch (error) {
      if (!(error instanceof ChatClientError) || error.code !== "unauthenticated") throw error;
      return await this.#exchange<Body>(request, await this.#tokens.renew(token));
    }
  }

  async #exchange<Body>(request: RestRequest, token: string): Promise<Body> {
    const patience = new AbortController();
    const signal = anyOf(request.signal, patience.signal);
    signal.throwIfAborted();
    const late = new ChatClientError("timeout", "No answer in time");
    const stop = this.#settings.clock.after(ANSWER_TIMEOUT_MS, () => patience.abort(late));
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
      stop();
    }
  }
}

function pathOf({ path, query = {} }: RestRequest): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) given.set(name, String(value));
  }
  return given.size === 0 ? path : `${path}?${given}`;
}

function headersOf({ body, headers }: RestRequest, token: string): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { "content-type": "application/json" }),
    ...headers,
  };
}

/** What stands between client and server may answer in shapes of its own: then the status must do. */
function failureFrom(
  { status, headers }: { status: number; headers: { get(name: string): string | null } },
  text: string,
): ChatClientError {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return errorFrom({ ...bodyOf(text), statusCode: status }, seconds >= 0 ? seconds * 1000 : undefined);
}

function bodyOf(text: string): Partial<Failure> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
