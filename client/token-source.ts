import { ChatClientError } from "./chat-client-error.ts";
import type { Clock } from "./clock.ts";

interface Lifetime {
  /** Epoch seconds. */
  readonly exp?: number;
  readonly iat?: number;
}

/** Renewed when a fifth of its life is left, at most a minute before the end. */
const MARGIN_MS = 60_000;
const SHORTEST_USE_MS = 1000;

/** The user's token: asked for once, kept, and asked for again before it ends or when the server refuses it. */
export class TokenSource {
  readonly #callback: () => Promise<string>;
  readonly #clock: Clock;
  #token: string | undefined;
  #renewAt = Number.POSITIVE_INFINITY;
  #renewing: Promise<string> | undefined;

  constructor(callback: () => Promise<string>, clock: Clock) {
    this.#callback = callback;
    this.#clock = clock;
  }

  async get(): Promise<string> {
    if (this.#renewing !== undefined) return this.#renewing;
    if (this.#token === undefined || this.#clock.now() >= this.#renewAt) return this.renew(this.#token);
    return this.#token;
  }

  /** A token other than `refused`: many requests refused at once ask for one new token. */
  renew(refused: string | undefined): Promise<string> {
    if (this.#token !== undefined && this.#token !== refused) return Promise.resolve(this.#token);
    this.#renewing ??= this.#ask().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** Milliseconds until it should be renewed; infinite where the token does not say. */
  get renewInMs(): number {
    return Math.max(0, this.#renewAt - this.#clock.now());
  }

  async #ask(): Promise<string> {
    try {
      this.#token = await this.#callback();
    } catch (cause) {
      throw new ChatClientError("no_token", "The token callback failed", { cause });
    }
    const lifeMs = remainingMs(this.#token, this.#clock.now());
    const useMs = Math.max(SHORTEST_USE_MS, lifeMs * 0.8, lifeMs - MARGIN_MS);
    this.#renewAt = this.#clock.now() + useMs;
    return this.#token;
  }
}

/** What is left of a token's life. A clock that is wrong must not make a fresh token old. */
function remainingMs(token: string, now: number): number {
  const { exp, iat } = lifetimeOf(token);
  if (exp === undefined) return Number.POSITIVE_INFINITY;
  const left = exp * 1000 - now;
  const whole = iat === undefined ? Number.POSITIVE_INFINITY : (exp - iat) * 1000;
  return left > 0 ? Math.min(left, whole) : Math.min(whole, MARGIN_MS);
}

/** The server verifies; here only the dates are of interest. */
function lifetimeOf(token: string): Lifetime {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(payload));
  } catch {
    return {};
  }
}
