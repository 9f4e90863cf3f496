import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Alarms } from "./alarms.ts";
import { Attachments } from "./attachments.ts";
import { ChatFunctions } from "./chat-functions.ts";
import { ChatTable } from "./chat-table.ts";
import { ChatDashboard } from "./dashboard.ts";
import { functionTable } from "./function-table.ts";
import { Notifications } from "./notifications.ts";
import { MobilePush } from "./push.ts";
import { ChatRestApi } from "./rest-api.ts";
import type { StageSettings } from "./stages.ts";
import { ChatWebsocketApi } from "./websocket-api.ts";

export interface InternalChatStackProps extends StackProps {
  /** Name of the stage, part of the APIs' URLs. */
  readonly stage: string;
  readonly settings: StageSettings;
}

/** The whole service of one stage: its resources, the rights of its functions, and its addresses as outputs. */
export class InternalChatStack extends Stack {
  constructor(scope: Construct, id: string, props: InternalChatStackProps) {
    super(scope, id, { ...props, terminationProtection: props.settings.deletionProtection });
    const { stage, settings } = props;

    const storage = new ChatTable(this, "Storage", settings);
    const notifications = new Notifications(this, "Notifications", { settings, table: storage.table });
    const push = new MobilePush(this, settings.push);
    const files = new Attachments(this, "Attachments", settings);
    const websocketApi = new ChatWebsocketApi(this, "WebsocketApi", { stage, settings });
    const functions = new ChatFunctions(this, "Functions", {
      settings,
      tableName: storage.table.tableName,
      websocketEndpoint: websocketApi.managementEndpoint,
      topicArn: notifications.topic.topicArn,
      pushApplications: push.environment,
      attachmentsBucket: files.bucket.bucketName,
    });
    const restApi = new ChatRestApi(this, "RestApi", {
      stage,
      settings,
      authorizer: functions.of("authorizer"),
      handlerOf: (group) => functions.of(group),
    });

    websocketApi.connect(functions.of("websocket"), functions.of("authorizer"));
    websocketApi.grantPush(functions.of("websocket"));
    websocketApi.grantPush(functions.of("chats"));
    websocketApi.grantPush(functions.of("directory"));
    const givenUp = notifications.publishFrom(functions.of("stream"));
    push.grantRegister(functions.of("devices"));
    push.grantSend(functions.of("stream"));
    files.grantLinks(functions.of("attachments"));
    files.grantKeep(functions.of("chats"));
    files.grantKeep(functions.of("websocket"));
    for (const { entry, access } of functionTable) storage.grant(functions.of(entry), access);

    const monitored = {
      functions: functions.all,
      authorizer: functions.of("authorizer"),
      stream: functions.of("stream"),
      givenUp,
      topic: notifications.topic,
      table: storage.table,
      rest: restApi.stage,
      websocket: websocketApi.stage,
      firewall: restApi.firewall,
    };
    new ChatDashboard(this, "Dashboard", monitored);
    const { accountRequestRate } = settings;
    const alarms =
      settings.alarms &&
      new Alarms(this, "Alarms", { monitored, settings: settings.alarms, accountRequestRate });

    new CfnOutput(this, "RestUrl", { value: restApi.url });
    new CfnOutput(this, "WebsocketUrl", { value: websocketApi.url });
    new CfnOutput(this, "NotificationsTopicArn", { value: notifications.topic.topicArn });
    new CfnOutput(this, "AttachmentsBucket", { value: files.bucket.bucketName });
    new CfnOutput(this, "TableName", { value: storage.table.tableName });
    if (alarms) new CfnOutput(this, "AlarmTopicArn", { value: alarms.topic.topicArn });
    if (restApi.domainTarget) new CfnOutput(this, "RestDomainTarget", { value: restApi.domainTarget });
    if (websocketApi.domainTarget)
      new CfnOutput(this, "WebsocketDomainTarget", { value: websocketApi.domainTarget });
    new CfnOutput(this, "FailedBatchesBucket", { value: notifications.failedBatches.bucket.bucketName });
  }
}
