import { Duration, Stack } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { alarmTopic } from "./alarm-topic.ts";
import { ChatAlarm, type ChatAlarmProps } from "./chat-alarm.ts";
import { addFunctionAlarms } from "./function-alarms.ts";
import type { Monitored } from "./monitored.ts";
import { serviceMetric } from "./service-metrics.ts";
import type { AlarmSettings } from "./stages.ts";
import { sumOf } from "./sum-of-metrics.ts";

export interface AlarmsProps {
  readonly monitored: Monitored;
  readonly settings: AlarmSettings;
  /** Requests per second that AWS grants the account for all its APIs and pushes. */
  readonly accountRequestRate: number;
}

const period = Duration.minutes(5);

/** Share of the account's request rate above which it is time to ask AWS for more. */
const ACCOUNT_SHARE = 0.7;

/** The alarms of the stack. Each says what users notice, and links to the runbook. */
export class Alarms extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = alarmTopic(this, props.settings);
    addFunctionAlarms(this, props.monitored, this.topic);
    this.#watchRest(props.monitored);
    this.#watchWebsocket(props.monitored);
    this.#watchNotifications(props.monitored);
    this.#watchTable(props.monitored);
    this.#watchFirewall(props.monitored);
    this.#watchAccount(props);
  }

  #watchRest({ rest }: Monitored): void {
    this.#alarm("RestApiErrors", {
      metric: rest.metricServerError({ period, statistic: "Sum" }),
      threshold: 5,
      errorImpact: "requests fail, and clients try again.",
      runbook: "rest-errors",
    });
    this.#alarm("RestApiLatency", {
      metric: rest.metricLatency({ period, statistic: "p99" }),
      threshold: 3000,
      periods: 3,
      errorImpact: "one request in a hundred takes over 3 seconds.",
      runbook: "rest-latency",
    });
  }

  #watchWebsocket({ websocket }: Monitored): void {
    const errors = {
      integration: websocket.metric("IntegrationError", { period, statistic: "Sum" }),
      execution: websocket.metric("ExecutionError", { period, statistic: "Sum" }),
    };
    this.#alarm("WebsocketApiErrors", {
      metric: sumOf(errors),
      threshold: 5,
      errorImpact: "frames fail or connections do not open; clients fall back to REST.",
      runbook: "websocket-errors",
    });
    this.#alarm("WebsocketApiLatency", {
      metric: websocket.metric("IntegrationLatency", { period, statistic: "p99" }),
      threshold: 3000,
      periods: 3,
      errorImpact: "one message in a hundred takes over 3 seconds to be acknowledged.",
      runbook: "websocket-latency",
    });
    this.#alarm("PushesFailed", {
      metric: serviceMetric(this, "PushesFailed", "Sum"),
      threshold: 100,
      errorImpact: "events do not reach open clients, which see them when they sync.",
      runbook: "pushes-failed",
    });
  }

  #watchNotifications({ stream, givenUp, topic }: Monitored): void {
    this.#alarm("StreamAge", {
      metric: stream.metric("IteratorAge", { period, statistic: "Maximum" }),
      threshold: Duration.minutes(5).toMilliseconds(),
      periods: 2,
      errorImpact: "notifications are more than 5 minutes late.",
      runbook: "stream-late",
    });
    this.#alarm("FailedBatches", {
      metric: givenUp,
      threshold: 1,
      errorImpact: "some people were not notified of some messages, until somebody redrives them.",
      runbook: "notifications-a-failed-batch",
    });
    this.#alarm("TopicFailures", {
      metric: topic.metricNumberOfNotificationsFailed({ period }),
      threshold: 5,
      errorImpact: "a subscriber of the topic misses notifications.",
      runbook: "topic-failures",
    });
    this.#alarm("PushesRefused", {
      metric: serviceMetric(this, "PushesRefused", "Sum"),
      threshold: 5,
      errorImpact: "phones of one platform, or of all, show no notifications.",
      runbook: "pushes-refused",
    });
  }

  #watchTable({ table }: Monitored): void {
    const throttled = (metricName: string) => table.metric(metricName, { period, statistic: "Sum" });
    this.#alarm("TableThrottles", {
      metric: sumOf({ reads: throttled("ReadThrottleEvents"), writes: throttled("WriteThrottleEvents") }),
      threshold: 10,
      periods: 2,
      errorImpact: "requests become slow, then fail with 503.",
      runbook: "table-throttles",
    });
  }

  #watchFirewall({ firewall }: Monitored): void {
    if (firewall === undefined) return;
    this.#alarm("FirewallBlocks", {
      metric: new Metric({
        namespace: "AWS/WAFV2",
        metricName: "BlockedRequests",
        dimensionsMap: { WebACL: firewall.metricName, Region: Stack.of(this).region, Rule: "ALL" },
        period,
        statistic: "Sum",
      }),
      threshold: 1000,
      errorImpact: "an attack is held off, or users behind one address are locked out.",
      runbook: "firewall-blocks",
    });
  }

  /**
   * Counts this stage only: AWS publishes no metric of the account's whole rate. `MessageCount` has the frames of
   * clients and the pushes to them.
   */
  #watchAccount({ monitored, accountRequestRate }: AlarmsProps): void {
    const minute = { period: Duration.minutes(1), statistic: "Sum" };
    const requests = {
      rest: monitored.rest.metricCount(minute),
      frames: monitored.websocket.metric("MessageCount", minute),
    };
    this.#alarm("AccountRequestRate", {
      metric: sumOf(requests, minute.period),
      threshold: ACCOUNT_SHARE * accountRequestRate * 60,
      periods: 3,
      errorImpact: "soon requests and pushes of all APIs of the account are refused with 429.",
      runbook: "account-request-rate",
    });
  }

  #alarm(id: string, props: ChatAlarmProps): void {
    new ChatAlarm(this, id, { ...props, topic: this.topic });
  }
}
