import { GuarddutyScan, noScan } from "./gateways/guardduty-scan.ts";
import { S3AttachmentLinks } from "./gateways/s3-attachment-links.ts";
import { createAttachment } from "./rest/create-attachment.ts";
import { getAttachment } from "./rest/get-attachment.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { openAttachmentsBucket } from "./runtime/attachments-bucket.ts";
import { AttachmentsConfig, loadConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { createLog } from "./runtime/logger.ts";
import { systemClock, systemEntropy } from "./runtime/system.ts";
import { DynamodbAttachmentStore } from "./store/dynamodb-attachment-store.ts";
import { DynamodbChatStore } from "./store/dynamodb-chat-store.ts";
import { DynamodbDirectoryReader } from "./store/dynamodb-directory-reader.ts";
import { DynamodbPrefetch } from "./store/dynamodb-prefetch.ts";

/** The REST API's links to files: the only function that may let a client write to S3, or read from it. */
const config = loadConfig(AttachmentsConfig);
const database = openDatabase(config.TABLE_NAME);
const bucket = openAttachmentsBucket(config);

export const handler = restHandler(
  "attachments",
  { createAttachment, getAttachment },
  {
    chats: new DynamodbChatStore(database, systemClock),
    attachments: new DynamodbAttachmentStore(database, systemClock),
    links: new S3AttachmentLinks(bucket),
    scan: config.MALWARE_SCAN === "on" ? new GuarddutyScan(bucket) : noScan,
    allowedTypes: config.ATTACHMENT_TYPES,
    directory: new DynamodbDirectoryReader(database),
    prefetch: new DynamodbPrefetch(database),
    clock: systemClock,
    entropy: systemEntropy,
    log: createLog(),
    allowedOrigins: config.ALLOWED_ORIGINS,
    generalAvailability: Date.parse(config.GENERAL_AVAILABILITY),
  },
);
