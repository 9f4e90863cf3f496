import { AttributeType, BillingMode, StreamViewType, Table } from "aws-cdk-lib/aws-dynamodb";
import { type Conditions, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { table } from "../functions/store/table.ts";
import type { StageSettings } from "./stages.ts";
import type { TableAccess } from "./table-access.ts";

/** The one table of the service, encrypted with the key that AWS owns (free, nothing to rotate). */
export class ChatTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    this.table = new Table(this, "Table", {
      partitionKey: { name: table.partitionKey, type: AttributeType.STRING },
      sortKey: { name: table.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: table.timeToLive,
      stream: StreamViewType[table.stream],
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.removalPolicy,
    });
  }

  /** Lets a function do exactly what its rows in `table-access.ts` say. */
  grant(handler: IFunction, access: readonly TableAccess[]): void {
    for (const entry of access) {
      handler.addToRolePolicy(
        new PolicyStatement({
          actions: entry.actions.map((action) => `dynamodb:${action}`),
          resources: [this.table.tableArn],
          conditions: fence(entry),
        }),
      );
    }
  }
}

function fence({ keys, exceptKeys }: TableAccess): Conditions {
  const open = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys } };
  return exceptKeys === undefined
    ? open
    : { ...open, "ForAllValues:StringNotLike": { "dynamodb:LeadingKeys": exceptKeys } };
}
