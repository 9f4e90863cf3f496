import { ChatError } from "./errors.ts";

/** A token bucket: a steady rate, and a burst after a pause. */
export interface RateLimit {
  /** Uses per period; `X-RateLimit-Limit` tells it. */
  readonly rate: number;
  readonly periodMs: number;
  readonly burst: number;
}

const SECOND = 1000;
const MINUTE = 60_000;

/** The limits of the API, per user and location unless a line says otherwise. */
export const rateLimits = {
  createChat: { rate: 10, periodMs: MINUTE, burst: 20 },
  addParticipants: { rate: 30, periodMs: MINUTE, burst: 30 },
  changeSubject: { rate: 10, periodMs: MINUTE, burst: 10 },
  declareAttachment: { rate: 60, periodMs: MINUTE, burst: 60 },
  /** Per user. */
  registerDevice: { rate: 10, periodMs: MINUTE, burst: 20 },
  /** Messages over all chats. */
  send: { rate: 20, periodMs: SECOND, burst: 100 },
  /** Messages per user and chat. */
  sendToChat: { rate: 10, periodMs: SECOND, burst: 50 },
  /** Lists, and searches by name. */
  list: { rate: 10, periodMs: SECOND, burst: 30 },
  /** Frames per connection. */
  frame: { rate: 20, periodMs: SECOND, burst: 40 },
  /** `sync` frames per connection. */
  sync: { rate: 1, periodMs: SECOND, burst: 10 },
} as const satisfies Record<string, RateLimit>;

export type RateLimitName = keyof typeof rateLimits;

/** The one whose uses are counted together. */
export interface RateLimitSubject {
  readonly userId: string;
  readonly locationId?: string | undefined;
  readonly connectionId?: string | undefined;
}

/** Counts uses of the API. */
export interface RateLimiter {
  /** False where nothing is limited. */
  readonly isOn: boolean;
  /**
   * Counts one use.
   * @throws ChatError `rate_limited`, then nothing is counted; `unavailable`
   */
  spend(name: RateLimitName, subject: RateLimitSubject): Promise<void>;
  /** Takes back one use of `send` that turned out to repeat an earlier message. */
  refundSend(subject: RateLimitSubject): void;
}

/** Limits nothing. */
export const noRateLimits: RateLimiter = {
  isOn: false,
  spend: async () => undefined,
  refundSend: () => undefined,
};

/** Identifies a limit of a subject. */
export function subjectKey(name: string, { locationId, userId, connectionId }: RateLimitSubject): string {
  return [name, locationId, userId, connectionId].join(" ");
}

/** Milliseconds of the steady rate that one use takes up. */
export function intervalOf({ rate, periodMs }: RateLimit): number {
  return periodMs / rate;
}

/** The latest state from which a use is allowed. */
export function latestState(
  limit: RateLimit,
  { now, uses }: { readonly now: number; readonly uses: number },
) {
  return now + (limit.burst - uses) * intervalOf(limit);
}

/**
 * Counts uses by the generic cell rate algorithm (GCRA, of ATM networks). The state is a single time, up to
 * which the uses so far have taken up the rate.
 * @param usedUntil the state in epoch milliseconds; undefined before the first use
 * @returns the state afterwards
 * @throws ChatError `rate_limited`
 */
export function spend(
  limit: RateLimit,
  {
    usedUntil,
    now,
    uses = 1,
  }: { readonly usedUntil: number | undefined; readonly now: number; readonly uses?: number },
): number {
  const from = Math.max(usedUntil ?? 0, now);
  const excess = from - latestState(limit, { now, uses });
  if (excess <= 0) return from + uses * intervalOf(limit);
  throw new ChatError("rate_limited", "Too many requests, wait a moment", {
    quota: { limit: limit.rate, remaining: 0, retryAfterSeconds: Math.ceil(excess / 1000) },
  });
}
