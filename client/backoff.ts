import type { Clock } from "./clock.ts";

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * How long to wait after the n-th failure (from 0): any time up to a bound that doubles ("full jitter"),
 * so that the clients of a server that went away do not come back all at once.
 */
export function fullJitter(
  clock: Pick<Clock, "random">,
  { baseMs, capMs }: Backoff,
  failures: number,
): number {
  return clock.random() * Math.min(capMs, baseMs * 2 ** Math.min(failures, 30));
}
