import { directoryOperations } from "./rest/directory.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { DirectoryConfig, loadConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { emfMetrics, publishing } from "./runtime/emf-metrics.ts";
import { createLog } from "./runtime/logger.ts";
import { openPush } from "./runtime/push-client.ts";
import { systemClock, systemEntropy } from "./runtime/system.ts";
import { DynamodbConnectionStore } from "./store/dynamodb-connection-store.ts";
import { DynamodbConversationStore } from "./store/dynamodb-conversation-store.ts";
import { DynamodbDirectory } from "./store/dynamodb-directory.ts";

/** The CRM platform's directory writes. Changes of conversations are pushed to watching sockets at once. */
const config = loadConfig(DirectoryConfig);
const database = openDatabase(config.TABLE_NAME);
const log = createLog();

export const handler = publishing(
  restHandler({
    group: "directory",
    operations: directoryOperations,
    ports: {
      directory: new DynamodbDirectory(database),
      conversations: new DynamodbConversationStore(database),
      connections: new DynamodbConnectionStore(database),
      push: openPush(config.WEBSOCKET_ENDPOINT, log),
      clock: systemClock,
      metrics: emfMetrics,
      entropy: systemEntropy,
      log,
    },
    allowedOrigins: config.ALLOWED_ORIGINS,
  }),
);
