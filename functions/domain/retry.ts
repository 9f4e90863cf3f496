import { ChatError } from "./errors.ts";
import type { Clock, Entropy } from "./ports.ts";

export interface RetryPolicy {
  /** No attempt begins later than this after the first. */
  readonly withinMs: number;
  /** The longest pause before the second attempt; it doubles from attempt to attempt. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** What the client is told when time is up. */
  readonly busy: string;
}

/** An attempt that must be repeated, after a pause of its own choice where it names one. */
export interface Again {
  readonly kind: "again";
  /** The longest pause before the next attempt, in milliseconds. */
  readonly pauseMs?: number;
}

/** Repeats the attempt. @param pauseMs the longest pause before it; by default the policy's backoff */
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
