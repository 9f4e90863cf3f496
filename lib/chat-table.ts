import { Stack } from "aws-cdk-lib";
import { AttributeType, BillingMode, StreamViewType, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { AnyPrincipal, type Conditions, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { table } from "../functions/store/table.ts";
import type { StageSettings } from "./stages.ts";
import type { TableAccess } from "./table-access.ts";

/**
 * The one table of the service. It is encrypted with the key that AWS owns (free, nothing to rotate) or, if
 * the stage asks for it, with a key of its own. Contributor insights stay off: they show keys in plain text, and
 * keys hold names of people.
 */
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
      ...(settings.customerManagedKey
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: this.#createKey(settings) }
        : { encryption: TableEncryption.DEFAULT }),
    });
  }

  /** Like AWS's managed key for DynamoDB: whoever may use the table may use it, and only through DynamoDB. */
  #createKey({ removalPolicy }: StageSettings): Key {
    const { account, region } = Stack.of(this);
    const key = new Key(this, "Key", {
      description: "Items of the table of Internal Chat",
      enableKeyRotation: true,
      removalPolicy,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: [
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncrypt*",
          "kms:GenerateDataKey*",
          "kms:CreateGrant",
          "kms:DescribeKey",
        ],
        resources: ["*"], // in a key's policy: this key
        conditions: {
          StringEquals: {
            "kms:CallerAccount": account,
            "kms:ViaService": `dynamodb.${region}.amazonaws.com`,
          },
        },
      }),
    );
    return key;
  }

  /** Lets a function do exactly what its rows in `table-access.ts` say. */
  grant(handler: IFunction, access: readonly TableAccess[]): void {
    for (const entry of access) {
      handler.addToRolePolicy(
        new PolicyStatement({
          actions: entry.actions.map((action) => `dynamodb:${action}`),
          resources: [this.table.tableArn],
          conditions: keyConditions(entry),
        }),
      );
    }
  }
}

function keyConditions({ keys, exceptKeys }: TableAccess): Conditions {
  const open = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys } };
  return exceptKeys === undefined
    ? open
    : { ...open, "ForAllValues:StringNotLike": { "dynamodb:LeadingKeys": exceptKeys } };
}
