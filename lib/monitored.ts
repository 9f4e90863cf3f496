import type { Stage } from "aws-cdk-lib/aws-apigateway";
import type { WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Topic } from "aws-cdk-lib/aws-sns";
import type { ChatFunction } from "./chat-function.ts";
import type { Firewall } from "./firewall.ts";

/** The resources that alarms and dashboard watch. */
export interface Monitored {
  readonly functions: readonly ChatFunction[];
  readonly authorizer: ChatFunction;
  /** The function that reads the table's stream. */
  readonly stream: ChatFunction;
  /** The stream's records that were given up. */
  readonly givenUp: IMetric;
  readonly topic: Topic;
  readonly table: Table;
  readonly rest: Stage;
  readonly websocket: WebSocketStage;
  readonly firewall: Firewall | undefined;
}
