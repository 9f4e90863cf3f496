import { MetricUnit, Metrics as Powertools } from "@aws-lambda-powertools/metrics";
import type { Metrics } from "../domain/metrics.ts";

/** One collection per sandbox, which runs one invocation at a time. Its namespace comes from Powertools' variable. */
const collected = new Powertools();

export const emfMetrics: Metrics = {
  count: (name, value = 1) => {
    if (value > 0) collected.addMetric(name, MetricUnit.Count, value);
  },
  time: (name, milliseconds) => collected.addMetric(name, MetricUnit.Milliseconds, milliseconds),
};

/** Writes the metrics of each invocation as one log line (embedded metric format), however it ends. */
export function publishing<Arguments extends readonly unknown[], Result>(
  handler: (...parameters: Arguments) => Result | Promise<Result>,
): (...parameters: Arguments) => Promise<Result> {
  return async (...parameters) => {
    try {
      return await handler(...parameters);
    } finally {
      if (collected.hasStoredMetrics()) collected.publishStoredMetrics();
    }
  };
}
