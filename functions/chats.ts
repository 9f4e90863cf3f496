import { labsSwitch } from "./domain/directory/labs.ts";
import { chatOperations } from "./rest/chats.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { openAttachmentFiles } from "./runtime/attachment-files.ts";
import { ChatsConfig, loadConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { emfMetrics, publishing } from "./runtime/emf-metrics.ts";
import { createLog } from "./runtime/logger.ts";
import { openPush } from "./runtime/push-client.ts";
import { openRateLimiter } from "./runtime/rate-limiter.ts";
import { systemClock, systemEntropy } from "./runtime/system.ts";
import { DynamodbAttachmentStore } from "./store/dynamodb-attachment-store.ts";
import { DynamodbChatStore } from "./store/dynamodb-chat-store.ts";
import { DynamodbConnectionStore } from "./store/dynamodb-connection-store.ts";
import { DynamodbDirectory } from "./store/dynamodb-directory.ts";
import { DynamodbLabsStore } from "./store/dynamodb-labs-store.ts";
import { DynamodbMembershipStore } from "./store/dynamodb-membership-store.ts";
import { DynamodbPrefetch } from "./store/dynamodb-prefetch.ts";
import { HmacCursors } from "./store/hmac-cursors.ts";

/** Chats and messages of the REST API. */
const config = loadConfig(ChatsConfig);
const database = openDatabase(config.TABLE_NAME);
const log = createLog();

export const handler = publishing(
  restHandler({
    group: "chats",
    operations: chatOperations({ version: config.SERVICE_VERSION }),
    ports: {
      chats: new DynamodbChatStore(database, systemClock),
      memberships: new DynamodbMembershipStore(database),
      attachments: new DynamodbAttachmentStore(database, systemClock),
      files: openAttachmentFiles(config),
      connections: new DynamodbConnectionStore(database),
      directory: new DynamodbDirectory(database),
      feature: labsSwitch(
        { clock: systemClock, labs: new DynamodbLabsStore(database) },
        Date.parse(config.GENERAL_AVAILABILITY),
      ),
      prefetch: new DynamodbPrefetch(database),
      push: openPush(config.WEBSOCKET_ENDPOINT, log),
      cursors: new HmacCursors(config.CURSOR_KEY),
      limiter: openRateLimiter(config.RATE_LIMITS, { database, clock: systemClock, entropy: systemEntropy }),
      clock: systemClock,
      metrics: emfMetrics,
      entropy: systemEntropy,
      log,
    },
    allowedOrigins: config.ALLOWED_ORIGINS,
  }),
);
