import type { Clock } from "../../functions/domain/ports.ts";

/** Midday of a day after general availability. */
export const NOON = Date.parse("2026-03-02T12:00:00.000Z");

/** A clock that stands still except during `sleep`. It keeps each pause, in milliseconds. */
export class FakeClock implements Clock {
  time = NOON;
  readonly pauses: number[] = [];

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.pauses.push(milliseconds);
    this.time += milliseconds;
  }
}
