import { Duration } from "aws-cdk-lib";
import { type MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Alias } from "aws-cdk-lib/aws-kms";
import {
  type EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type IFunction,
  MetricType,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { notifiedKinds, table } from "../functions/store/table.ts";
import { FailedBatches } from "./failed-batches.ts";
import type { StageSettings } from "./stages.ts";
import { sumOf } from "./sum-of-metrics.ts";

export interface NotificationsProps {
  readonly table: Table;
  readonly settings: StageSettings;
}

/** How long an invocation waits for SNS, at most: `WORK_MS` of `functions/domain/notifications/notify.ts`. */
const WAIT = Duration.seconds(40);

/**
 * New entries of the log → stream → function → topic. A push to a socket may be lost, a notification may not:
 * it comes from the durable stream, and a batch that cannot be handled goes to the on-failure bucket instead
 * of blocking its shard for a day.
 */
export class Notifications extends Construct {
  readonly topic: Topic;
  readonly failedBatches: FailedBatches;
  readonly #props: NotificationsProps;

  constructor(scope: Construct, id: string, props: NotificationsProps) {
    super(scope, id);
    this.#props = props;
    this.topic = new Topic(this, "Topic", {
      enforceSSL: true,
      // Bodies hold previews of private messages. The key that AWS manages costs no monthly fee, and its
      // policy already admits every publisher of the account.
      masterKey: Alias.fromAliasName(this, "Key", "alias/aws/sns"),
    });
    this.failedBatches = new FailedBatches(this, "FailedBatches", props.settings);
  }

  /**
   * Feeds the stream to `handler` and lets it publish.
   * @returns the metric of records that were given up
   */
  publishFrom(handler: IFunction): MathExpression {
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ["sns:Publish"], resources: [this.topic.topicArn] }),
    );
    this.#grantStream(handler);
    const { batchingWindow, parallelizationFactor, maxRecordAge } = this.#props.settings.stream;
    const mapping = handler.addEventSourceMapping("Entries", {
      eventSourceArn: this.#props.table.tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [newEntries()],
      batchSize: 100,
      maxBatchingWindow: batchingWindow,
      parallelizationFactor,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // While SNS throttles, age ends the retries. A record that fails at once can use up their number before.
      retryAttempts: Math.ceil(maxRecordAge.toSeconds() / WAIT.toSeconds()),
      maxRecordAge,
      onFailure: this.failedBatches,
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
    return recordsGivenUp(mapping);
  }

  /** Like `grantStreamRead`, but without the right to list the streams of every table. */
  #grantStream(handler: IFunction): void {
    const { tableArn, tableStreamArn } = this.#props.table;
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        resources: tableStreamArn === undefined ? [] : [tableStreamArn],
      }),
    );
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ["dynamodb:ListStreams"], resources: [`${tableArn}/stream/*`] }),
    );
  }
}

/**
 * Counts records, not messages of the queue: S3 sends the queue a test event when the bucket is created. Records that
 * could not even be written to the bucket are among them.
 */
function recordsGivenUp({ eventSourceMappingId }: EventSourceMapping): MathExpression {
  const metric = (metricName: string) =>
    new Metric({
      namespace: "AWS/Lambda",
      metricName,
      dimensionsMap: { EventSourceMappingUUID: eventSourceMappingId },
      statistic: "Sum",
    });
  return sumOf({
    kept: metric("OnFailureDestinationDeliveredEventCount"),
    dropped: metric("DroppedEventCount"),
  });
}

/** Passes inserted entries that may notify somebody; other writes do not start the function. */
function newEntries() {
  return FilterCriteria.filter({
    eventName: FilterRule.isEqual("INSERT"),
    dynamodb: { NewImage: { [table.entryKind]: { S: FilterRule.or(...notifiedKinds) } } },
  });
}
