import { ChatClientError } from "./chat-client-error.ts";
import type { Clock } from "./clock.ts";

interface Lifetime {
  /** Epoch seconds. */
  readonly exp?: number;
  readonly iat?: number;
}

/** A token is renewed when a fifth of its lifetime is left, at most a minute before it expires. */
const MARGIN_MS = 60_000;
const MIN_USE_MS = 1000;

/** Keeps the user's token, and renews it before it expires or when the server refuses it. */
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

  /** Returns a token other than `refused`. Calls made while a renewal is under way share it. */
  renew(refused: string | undefined): Promise<string> {
    if (this.#token !== undefined && this.#token !== refused) return Promise.resolve(this.#token);
    this.#renewing ??= this.#load().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** Milliseconds until the token should be renewed; infinite if it has no expiry. */
  get renewInMs(): number {
    return Math.max(0, this.#renewAt - this.#clock.now());
  }

  async #load(): Promise<string> {
    try {
      this.#token = await this.#callback();
    } catch (cause) {
      throw new ChatClientError("no_token", "The token callback failed", { cause });
    }
    const leftMs = remainingMs(this.#token, this.#clock.now());
    const useMs = Math.max(MIN_USE_MS, leftMs * 0.8, leftMs - MARGIN_MS);
    this.#renewAt = this.#clock.now() + useMs;
    return this.#token;
  }
}

/**
 * Milliseconds until the token expires, at most its lifetime. If it looks expired, the user's clock is wrong:
 * then a minute, or its lifetime if that is shorter.
 */
function remainingMs(token: string, now: number): number {
  const { exp, iat } = parseLifetime(token);
  if (exp === undefined) return Number.POSITIVE_INFINITY;
  const left = exp * 1000 - now;
  const lifetime = iat === undefined ? Number.POSITIVE_INFINITY : (exp - iat) * 1000;
  return left > 0 ? Math.min(left, lifetime) : Math.min(lifetime, MARGIN_MS);
}

/** Reads the dates only; the server verifies the token. */
function parseLifetime(token: string): Lifetime {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(payload));
  } catch {
    return {};
  }
}
