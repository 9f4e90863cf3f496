import { labsSwitch } from "./domain/directory/labs.ts";
import { inboxOperations } from "./rest/inbox.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { InboxConfig, loadConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { createLog } from "./runtime/logger.ts";
import { openRateLimiter } from "./runtime/rate-limiter.ts";
import { systemClock, systemEntropy } from "./runtime/system.ts";
import { DynamodbChatStore } from "./store/dynamodb-chat-store.ts";
import { DynamodbConversationStore } from "./store/dynamodb-conversation-store.ts";
import { DynamodbDirectory } from "./store/dynamodb-directory.ts";
import { DynamodbLabsStore } from "./store/dynamodb-labs-store.ts";
import { DynamodbMembershipStore } from "./store/dynamodb-membership-store.ts";
import { DynamodbPrefetch } from "./store/dynamodb-prefetch.ts";
import { HmacCursors } from "./store/hmac-cursors.ts";

/** Customer conversations, people, counts and Labs of the REST API. It writes Labs alone. */
const config = loadConfig(InboxConfig);
const database = openDatabase(config.TABLE_NAME);

export const handler = restHandler({
  group: "inbox",
  operations: inboxOperations,
  ports: {
    labs: new DynamodbLabsStore(database),
    conversations: new DynamodbConversationStore(database),
    chats: new DynamodbChatStore(database, systemClock),
    memberships: new DynamodbMembershipStore(database),
    directory: new DynamodbDirectory(database),
    prefetch: new DynamodbPrefetch(database),
    cursors: new HmacCursors(config.CURSOR_KEY),
    limiter: openRateLimiter(config.RATE_LIMITS, { database, clock: systemClock, entropy: systemEntropy }),
    clock: systemClock,
    log: createLog(),
    feature: labsSwitch(
      { clock: systemClock, labs: new DynamodbLabsStore(database) },
      Date.parse(config.GENERAL_AVAILABILITY),
    ),
  },
  allowedOrigins: config.ALLOWED_ORIGINS,
});
