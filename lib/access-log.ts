import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { StageSettings } from "./stages.ts";

/** The log group in which an API writes a line for each request; kept as long as the functions' logs. */
export function createAccessLog(scope: Construct, { logRetention, removalPolicy }: StageSettings): LogGroup {
  return new LogGroup(scope, "AccessLog", { retention: logRetention, removalPolicy });
}

/**
 * Fields of a line, as variables of API Gateway. A line holds routes, not paths, and the user's id, but no
 * address, header, query or body: they hold tokens, searches and texts.
 */
const everyLine = {
  time: "$context.requestTimeEpoch",
  traceId: "$context.requestId",
  userId: "$context.authorizer.principalId",
  status: "$context.status",
  gatewayError: "$context.error.responseType",
  authorizerMs: "$context.authorizer.latency",
  integrationMs: "$context.integration.latency",
};

export const restAccessLine: string = JSON.stringify({
  ...everyLine,
  method: "$context.httpMethod",
  route: "$context.resourcePath",
  bytes: "$context.responseLength",
  totalMs: "$context.responseLatency",
  wafStatus: "$context.waf.status",
});

export const websocketAccessLine: string = JSON.stringify({
  ...everyLine,
  connectionId: "$context.connectionId",
  event: "$context.eventType",
  route: "$context.routeKey",
});
