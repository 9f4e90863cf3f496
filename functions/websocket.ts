import { labsSwitch } from "./domain/directory/labs.ts";
import { TypingThrottle } from "./domain/messages/typing-throttle.ts";
import { openAttachmentFiles } from "./runtime/attachment-files.ts";
import { loadConfig, WebsocketConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { emfMetrics, publishing } from "./runtime/emf-metrics.ts";
import { createLog } from "./runtime/logger.ts";
import { openPush } from "./runtime/push-client.ts";
import { openRateLimiter } from "./runtime/rate-limiter.ts";
import { systemClock, systemEntropy } from "./runtime/system.ts";
import { openVerifier } from "./runtime/verifier.ts";
import { DynamodbAttachmentStore } from "./store/dynamodb-attachment-store.ts";
import { DynamodbChatStore } from "./store/dynamodb-chat-store.ts";
import { DynamodbConnectionStore } from "./store/dynamodb-connection-store.ts";
import { DynamodbDirectory } from "./store/dynamodb-directory.ts";
import { DynamodbLabsStore } from "./store/dynamodb-labs-store.ts";
import { DynamodbMembershipStore } from "./store/dynamodb-membership-store.ts";
import { DynamodbPrefetch } from "./store/dynamodb-prefetch.ts";
import { websocketHandler } from "./websocket/websocket-handler.ts";

/** The WebSocket API. */
const config = loadConfig(WebsocketConfig);
const database = openDatabase(config.TABLE_NAME);
const log = createLog();

export const handler = publishing(
  websocketHandler({
    chats: new DynamodbChatStore(database, systemClock),
    memberships: new DynamodbMembershipStore(database),
    attachments: new DynamodbAttachmentStore(database, systemClock),
    files: openAttachmentFiles(config),
    connections: new DynamodbConnectionStore(database),
    directory: new DynamodbDirectory(database),
    prefetch: new DynamodbPrefetch(database),
    verifier: openVerifier(config),
    push: openPush(config.WEBSOCKET_ENDPOINT, log),
    limiter: openRateLimiter(config.RATE_LIMITS, { database, clock: systemClock, entropy: systemEntropy }),
    typing: new TypingThrottle(systemClock),
    clock: systemClock,
    metrics: emfMetrics,
    entropy: systemEntropy,
    log,
    feature: labsSwitch(
      { clock: systemClock, labs: new DynamodbLabsStore(database) },
      Date.parse(config.GENERAL_AVAILABILITY),
    ),
  }),
);
