import { Duration, Stack } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { CountName, DurationName } from "../functions/domain/metrics.ts";

/** The namespace of the metrics that a stack's functions publish: `POWERTOOLS_METRICS_NAMESPACE`. */
export function metricsNamespace(scope: Construct): string {
  return Stack.of(scope).stackName;
}

/** A metric of `functions/domain/metrics.ts`. @param statistic `Sum` of counts, `p99` of times */
export function serviceMetric(
  scope: Construct,
  metricName: CountName | DurationName,
  statistic: string,
): Metric {
  return new Metric({
    namespace: metricsNamespace(scope),
    metricName,
    statistic,
    dimensionsMap: { service: "internal-chat" },
    period: Duration.minutes(5),
  });
}
