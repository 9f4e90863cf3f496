import { labsSwitch } from "./domain/directory/labs.ts";
import { SnsEndpoints } from "./gateways/sns-endpoints.ts";
import { SnsTopic } from "./gateways/sns-topic.ts";
import { loadConfig, StreamConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { emfMetrics, publishing } from "./runtime/emf-metrics.ts";
import { createLog } from "./runtime/logger.ts";
import { openSns } from "./runtime/sns.ts";
import { systemClock, systemEntropy } from "./runtime/system.ts";
import { DynamodbChatStore } from "./store/dynamodb-chat-store.ts";
import { DynamodbDeviceStore } from "./store/dynamodb-device-store.ts";
import { DynamodbDirectory } from "./store/dynamodb-directory.ts";
import { DynamodbLabsStore } from "./store/dynamodb-labs-store.ts";
import { DynamodbMembershipStore } from "./store/dynamodb-membership-store.ts";
import { DynamodbNotificationSettingsStore } from "./store/dynamodb-notification-settings-store.ts";
import { entryFromStream } from "./store/stream-record.ts";
import { streamHandler } from "./stream/stream-handler.ts";

/** The consumer of the table's stream: sends notifications, and repairs memberships that were not written. */
const config = loadConfig(StreamConfig);
const database = openDatabase(config.TABLE_NAME);
const sns = openSns();
const log = createLog();
const snsPorts = { clock: systemClock, entropy: systemEntropy, log };

export const handler = publishing(
  streamHandler({
    chats: new DynamodbChatStore(database, systemClock),
    memberships: new DynamodbMembershipStore(database),
    directory: new DynamodbDirectory(database),
    settings: new DynamodbNotificationSettingsStore(database),
    devices: new DynamodbDeviceStore(database),
    topic: new SnsTopic(sns, config.NOTIFICATIONS_TOPIC_ARN, snsPorts),
    endpoints: new SnsEndpoints(sns, snsPorts),
    entryOf: entryFromStream,
    clock: systemClock,
    metrics: emfMetrics,
    log,
    feature: labsSwitch(
      { clock: systemClock, labs: new DynamodbLabsStore(database) },
      Date.parse(config.GENERAL_AVAILABILITY),
    ),
  }),
);
