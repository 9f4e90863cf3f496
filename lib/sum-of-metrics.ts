import { Duration } from "aws-cdk-lib";
import { MathExpression, type Metric } from "aws-cdk-lib/aws-cloudwatch";

/** The sum of metrics. One without data in a period counts as 0. @param period that of the metrics, by default 5 minutes */
export function sumOf(
  metrics: Readonly<Record<string, Metric>>,
  period: Duration = Duration.minutes(5),
): MathExpression {
  return new MathExpression({
    expression: Object.keys(metrics)
      .map((name) => `FILL(${name}, 0)`)
      .join(" + "),
    usingMetrics: metrics,
    period,
  });
}
