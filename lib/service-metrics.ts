import { Duration, Stack } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { CountName, DurationName } from "../functions/domain/metrics.ts";

/** The namespace of the metrics that a stack's functions publish: `POWERTOOLS_METRICS_NAMESPACE`. */
export function metricsNamespace(scope: Construct): string {
  return Stack.of(scope).stackName;
}

/**
 * Tokens that could not be checked, because the issuer's keys cannot be had. Counted in the authorizer's log: it
 * publishes no other metric, and every request waits for its cold start.
 */
const TOKENS_NOT_VERIFIED = "TokensNotVerified";

/** Counts the lines of `functions/authorizer/authorize.ts` about tokens that could not be checked. */
export function countTokensNotVerified(scope: Construct, logGroup: ILogGroup): void {
  new MetricFilter(scope, TOKENS_NOT_VERIFIED, {
    logGroup,
    filterPattern: FilterPattern.stringValue("$.message", "=", "token not verified"),
    metricNamespace: metricsNamespace(scope),
    metricName: TOKENS_NOT_VERIFIED,
    metricValue: "1",
    dimensions: { service: "$.service" },
  });
}

/** A metric of `functions/domain/metrics.ts`, or of a log. @param statistic `Sum` of counts, `p99` of times */
export function serviceMetric(
  scope: Construct,
  metricName: CountName | DurationName | typeof TOKENS_NOT_VERIFIED,
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
