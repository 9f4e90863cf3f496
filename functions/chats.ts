import { S3AttachmentFiles } from "./gateways/s3-attachment-files.ts";
import { addParticipants } from "./rest/add-participants.ts";
import { changeSettings } from "./rest/change-settings.ts";
import { changeSubject } from "./rest/change-subject.ts";
import { createChat } from "./rest/create-chat.ts";
import { getChat } from "./rest/get-chat.ts";
import { getHealth } from "./rest/get-health.ts";
import { listChats } from "./rest/list-chats.ts";
import { listMessages } from "./rest/list-messages.ts";
import { listParticipants } from "./rest/list-participants.ts";
import { markRead } from "./rest/mark-read.ts";
import { removeParticipant } from "./rest/remove-participant.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { sendMessage } from "./rest/send-message.ts";
import { openAttachmentsBucket } from "./runtime/attachments-bucket.ts";
import { ChatsConfig, loadConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { createLog } from "./runtime/logger.ts";
import { emfMetrics, publishing } from "./runtime/metrics.ts";
import { systemClock, systemEntropy } from "./runtime/system.ts";
import { openPush } from "./runtime/websocket-push.ts";
import { DynamodbAttachmentStore } from "./store/dynamodb-attachment-store.ts";
import { DynamodbChatStore } from "./store/dynamodb-chat-store.ts";
import { DynamodbConnectionStore } from "./store/dynamodb-connection-store.ts";
import { DynamodbDirectoryReader } from "./store/dynamodb-directory-reader.ts";
import { DynamodbMembershipStore } from "./store/dynamodb-membership-store.ts";
import { DynamodbPrefetch } from "./store/dynamodb-prefetch.ts";
import { HmacCursors } from "./store/hmac-cursors.ts";

/** The REST API's chats. */
const config = loadConfig(ChatsConfig);
const database = openDatabase(config.TABLE_NAME);
const log = createLog();

export const handler = publishing(
  restHandler(
    "chats",
    {
      getHealth,
      createChat,
      listChats,
      getChat,
      changeSubject,
      listParticipants,
      addParticipants,
      removeParticipant,
      markRead,
      changeSettings,
      listMessages,
      sendMessage,
    },
    {
      chats: new DynamodbChatStore(database, systemClock),
      memberships: new DynamodbMembershipStore(database),
      attachments: new DynamodbAttachmentStore(database, systemClock),
      files: new S3AttachmentFiles(openAttachmentsBucket(config), config.ATTACHMENTS_BUCKET),
      connections: new DynamodbConnectionStore(database),
      directory: new DynamodbDirectoryReader(database),
      prefetch: new DynamodbPrefetch(database),
      push: openPush(config.WEBSOCKET_ENDPOINT, log),
      cursors: new HmacCursors(config.CURSOR_KEY),
      clock: systemClock,
      metrics: emfMetrics,
      entropy: systemEntropy,
      log,
      version: config.SERVICE_VERSION,
      limitsSends: config.SEND_RATE_LIMIT === "on",
      allowedOrigins: config.ALLOWED_ORIGINS,
      generalAvailability: Date.parse(config.GENERAL_AVAILABILITY),
    },
  ),
);
