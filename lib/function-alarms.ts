import { Duration } from "aws-cdk-lib";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { ChatAlarm, type ChatAlarmProps } from "./chat-alarm.ts";
import type { ChatFunction } from "./chat-function.ts";
import type { Monitored } from "./monitored.ts";
import { countTokensNotVerified, serviceMetric } from "./service-metrics.ts";

type FunctionAlarm = ChatAlarmProps & { readonly id: string };

const period = Duration.minutes(5);

/** Adds the alarms of the functions: two for each. */
export function addFunctionAlarms(
  scope: Construct,
  { functions, authorizer }: Monitored,
  topic: ITopic,
): void {
  const others = functions.filter((one) => one !== authorizer);
  const alarms = [...functions.map(throttles), ...others.map(errors), authorizerErrors(scope, authorizer)];
  for (const { id, ...props } of alarms) new ChatAlarm(scope, id, { ...props, topic });
}

function errors(handler: ChatFunction): FunctionAlarm {
  const { errorImpact, node } = handler;
  return {
    id: `${node.id}Errors`,
    metric: handler.metricErrors({ period }),
    threshold: 3,
    errorImpact,
    runbook: "function-errors",
  };
}

/**
 * Lambda counts each refused token as an error, because the authorizer can answer 401 by an exception only. If it
 * crashes, the alarm `RestApiErrors` begins.
 */
function authorizerErrors(scope: Construct, { logGroup, errorImpact }: ChatFunction): FunctionAlarm {
  countTokensNotVerified(scope, logGroup);
  return {
    id: "AuthorizerErrors",
    metric: serviceMetric(scope, "TokensNotVerified", "Sum"),
    threshold: 3,
    errorImpact,
    runbook: "authorizer-errors",
  };
}

function throttles(handler: ChatFunction): FunctionAlarm {
  const { errorImpact, node } = handler;
  return {
    id: `${node.id}Throttles`,
    metric: handler.metricThrottles({ period }),
    threshold: 1,
    periods: 2,
    errorImpact,
    runbook: "function-throttles",
  };
}
