import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { StageSettings } from "./stages.ts";

/** Where an API writes a line for each request; kept as long as the logs of functions. */
export function createAccessLog(scope: Construct, { logRetention, removalPolicy }: StageSettings): LogGroup {
  return new LogGroup(scope, "AccessLog", { retention: logRetention, removalPolicy });
}

/**
 * Fields of a line, as variables of API Gateway. Routes, not paths; the user's id, no address, no header:
 * a token travels in one, texts in bodies and in what one searches for.
 */
const ofEvery = {
  time: "$context.requestTimeEpoch",
  traceId: "$context.requestId",
  userId: "$context.authorizer.principalId",
  status: "$context.status",
  gatewayError: "$context.error.responseType",
  authorizerMs: "$context.authorizer.latency",
  integrationMs: "$context.integration.latency",
};

export const restAccessLine: string = JSON.stringify({
  ...ofEvery,
  method: "$context.httpMethod",
  route: "$context.resourcePath",
  bytes: "$context.responseLength",
  totalMs: "$context.responseLatency",
  wafStatus: "$context.waf.status",
});

export const websocketAccessLine: string = JSON.stringify({
  ...ofEvery,
  connectionId: "$context.connectionId",
  event: "$context.eventType",
  route: "$context.routeKey",
});
