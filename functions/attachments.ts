import { labsSwitch } from "./domain/directory/labs.ts";
import { GuarddutyScan, noScan } from "./gateways/guardduty-scan.ts";
import { S3AttachmentLinks } from "./gateways/s3-attachment-links.ts";
import { attachmentOperations } from "./rest/attachments.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { openAttachmentsBucket } from "./runtime/attachments-bucket.ts";
import { AttachmentsConfig, loadConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { createLog } from "./runtime/logger.ts";
import { openRateLimiter } from "./runtime/rate-limiter.ts";
import { systemClock, systemEntropy } from "./runtime/system.ts";
import { DynamodbAttachmentStore } from "./store/dynamodb-attachment-store.ts";
import { DynamodbChatStore } from "./store/dynamodb-chat-store.ts";
import { DynamodbDirectory } from "./store/dynamodb-directory.ts";
import { DynamodbLabsStore } from "./store/dynamodb-labs-store.ts";
import { DynamodbPrefetch } from "./store/dynamodb-prefetch.ts";

/** Links to files: the only function that may let a client write to S3, or read from it. */
const config = loadConfig(AttachmentsConfig);
const database = openDatabase(config.TABLE_NAME);
const bucket = openAttachmentsBucket(config);

export const handler = restHandler({
  group: "attachments",
  operations: attachmentOperations({ allowedTypes: config.ATTACHMENT_TYPES }),
  ports: {
    chats: new DynamodbChatStore(database, systemClock),
    attachments: new DynamodbAttachmentStore(database, systemClock),
    links: new S3AttachmentLinks(bucket),
    scan: config.MALWARE_SCAN === "on" ? new GuarddutyScan(bucket) : noScan,
    directory: new DynamodbDirectory(database),
    prefetch: new DynamodbPrefetch(database),
    limiter: openRateLimiter(config.RATE_LIMITS, { database, clock: systemClock, entropy: systemEntropy }),
    clock: systemClock,
    entropy: systemEntropy,
    log: createLog(),
    feature: labsSwitch(
      { clock: systemClock, labs: new DynamodbLabsStore(database) },
      Date.parse(config.GENERAL_AVAILABILITY),
    ),
  },
  allowedOrigins: config.ALLOWED_ORIGINS,
});
