import { Alarm, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

/** Anchors of sections in `docs/runbook.md`. */
type RunbookSection =
  | "function-errors"
  | "authorizer-errors"
  | "function-throttles"
  | "rest-latency"
  | "rest-errors"
  | "websocket-latency"
  | "websocket-errors"
  | "stream-late"
  | "notifications-a-failed-batch"
  | "topic-failures"
  | "pushes-refused"
  | "pushes-failed"
  | "table-throttles"
  | "firewall-blocks"
  | "account-request-rate";

export interface ChatAlarmProps {
  readonly metric: IMetric;
  /** The alarm begins at this value. */
  readonly threshold: number;
  /** Consecutive periods at the threshold or above. @default 1 */
  readonly periods?: number;
  /** What users notice. */
  readonly errorImpact: string;
  readonly runbook: RunbookSection;
}

/** An alarm that says what users notice, links to the runbook, and tells its topic when it begins and ends. */
export class ChatAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: ChatAlarmProps & { readonly topic: ITopic }) {
    const { metric, threshold, periods = 1, errorImpact, runbook, topic } = props;
    super(scope, id, {
      alarmDescription: `${errorImpact} Runbook: docs/runbook.md#${runbook}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.addAlarmAction(new SnsAction(topic));
    this.addOkAction(new SnsAction(topic));
  }
}
