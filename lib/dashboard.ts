import { Dashboard, GraphWidget, type IMetric, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { Monitored } from "./monitored.ts";
import { serviceMetric } from "./service-metrics.ts";

/** The service on one page: usage, latency, errors and backlog. */
export class ChatDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { functions, stream, givenUp, table, rest, websocket }: Monitored,
  ) {
    super(scope, id);
    const count = (...names: Parameters<typeof serviceMetric>[1][]) =>
      names.map((name) => serviceMetric(this, name, "Sum"));
    const sockets = (name: string, statistic: string) => websocket.metric(name, { statistic });
    new Dashboard(this, "Dashboard", {
      widgets: [
        [
          graph(
            "Messages and pushes",
            count("MessagesSent", "Deliveries", "GoneConnections", "PushesFailed"),
          ),
          graph("Contention: appends tried again", count("AppendConflicts")),
          graph(
            "Send, ms",
            ["p50", "p99"].map((statistic) => serviceMetric(this, "SendLatency", statistic)),
          ),
          graph(
            "Notified after, ms",
            ["p50", "p99"].map((of) => serviceMetric(this, "NotificationLag", of)),
          ),
        ],
        [
          graph("REST requests", [rest.metricCount(), rest.metricClientError(), rest.metricServerError()]),
          graph(
            "REST latency, ms",
            ["p50", "p99"].map((statistic) => rest.metricLatency({ statistic })),
          ),
          graph("Frames and connects", [sockets("MessageCount", "Sum"), sockets("ConnectCount", "Sum")]),
          graph(
            "Frame latency, ms",
            ["p50", "p99"].map((of) => sockets("IntegrationLatency", of)),
          ),
        ],
        [
          graph(
            "Function errors",
            functions.map((handler) => handler.metricErrors()),
          ),
          graph(
            "Function throttles",
            functions.map((handler) => handler.metricThrottles()),
          ),
          graph("Stream: age of the oldest record, ms", [
            stream.metric("IteratorAge", { statistic: "Maximum" }),
          ]),
          graph("Stream: records given up", [givenUp]),
        ],
        [
          graph("Table: units", [
            table.metricConsumedReadCapacityUnits({ statistic: "Sum" }),
            table.metricConsumedWriteCapacityUnits({ statistic: "Sum" }),
          ]),
          graph("Table: throttled", [
            table.metric("ReadThrottleEvents", { statistic: "Sum" }),
            table.metric("WriteThrottleEvents", { statistic: "Sum" }),
          ]),
          graph("Concurrent executions of the account", [
            new Metric({ namespace: "AWS/Lambda", metricName: "ConcurrentExecutions", statistic: "Maximum" }),
          ]),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 6 });
}
