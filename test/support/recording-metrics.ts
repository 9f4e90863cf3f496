import type { CountName, DurationName, Metrics } from "../../functions/domain/metrics.ts";

export class RecordingMetrics implements Metrics {
  readonly counts = new Map<CountName, number>();
  /** Milliseconds. */
  readonly times = new Map<DurationName, number[]>();

  count(name: CountName, value = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + value);
  }

  time(name: DurationName, milliseconds: number): void {
    this.times.set(name, [...(this.times.get(name) ?? []), milliseconds]);
  }
}
