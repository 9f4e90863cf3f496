import { ChatError } from "./errors.ts";
import type { Clock, Entropy } from "./ports.ts";

export interface RetryPolicy {
  /** No attempt is repeated later than this after the start of the first. */
  readonly withinMs: number;
  /** The longest pause before the second attempt. It doubles with each attempt. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** The error message when time is up. */
  readonly busy: string;
}

/** The outcome of an attempt that must be repeated. */
export interface Again {
  readonly kind: "again";
  /** The longest pause before the next attempt, in milliseconds; by default the policy's backoff. */
  readonly pauseMs?: number;
}

/** @param pauseMs the longest pause before the next attempt; by default the policy's backoff */
export function again(pauseMs?: number): Again {
  return pauseMs === undefined ? { kind: "again" } : { kind: "again", pauseMs };
}

export interface RetryPorts {
  readonly clock: Clock;
  readonly entropy: Pick<Entropy, "random">;
}

const isAgain = (outcome: object): outcome is Again => "kind" in outcome && outcome.kind === "again";

/**
 * Repeats an attempt until it has a result, with exponential backoff and full jitter.
 * @throws ChatError `unavailable` once the policy's time is up, and whatever an attempt throws
 */
export async function retry<Result extends object>(
  { clock, entropy }: RetryPorts,
  { withinMs, firstPauseMs, maxPauseMs, busy }: RetryPolicy,
  attempt: () => Promise<Result | Again>,
): Promise<Result> {
  const deadline = clock.now() + withinMs;
  for (let failures = 0; ; failures += 1) {
    const outcome = await attempt();
    if (!isAgain(outcome)) return outcome;
    if (clock.now() >= deadline) throw new ChatError("unavailable", busy);
    const pause = outcome.pauseMs ?? Math.min(maxPauseMs, firstPauseMs * 2 ** failures);
    await clock.sleep(pause * entropy.random());
  }
}
