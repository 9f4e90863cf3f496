import { randomBytes } from "node:crypto";
import type { Bucket } from "./bucket.ts";
import type { StoredObject } from "./stored-object.ts";

export type SendToQueue = (queueArn: string, body: object) => Promise<void>;

/** Sends S3's event for a new object to the queues in the bucket's notification configuration. */
export function createNotifier(send: SendToQueue, region: string, log: (line: string) => void) {
  return ({ settings }: Bucket, key: string, object: StoredObject): void => {
    for (const { queueArn, prefix, suffix } of settings.queueNotifications) {
      if (!key.startsWith(prefix) || !key.endsWith(suffix)) continue;
      const event = {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: region,
        eventTime: object.lastModified,
        eventName: "ObjectCreated:Put",
        s3: {
          s3SchemaVersion: "1.0",
          bucket: { name: settings.name, arn: settings.arn },
          object: {
            key: encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+"),
            size: object.size,
            eTag: object.etag.replaceAll('"', ""),
            ...(settings.versioned && { versionId: object.versionId }),
          },
        },
      };
      send(queueArn, { Records: [event] }).catch((error: unknown) => log(`s3: ${queueArn}: ${error}`));
    }
  };
}

/** Sends the message by which S3 tests each queue of a new notification configuration. Rejects if one is missing. */
export async function sendTestEvents(buckets: Iterable<Bucket>, send: SendToQueue): Promise<void> {
  for (const { settings } of buckets) {
    for (const { queueArn } of settings.queueNotifications) {
      await send(queueArn, {
        Service: "Amazon S3",
        Event: "s3:TestEvent",
        Time: new Date().toISOString(),
        Bucket: settings.name,
        RequestId: randomBytes(8).toString("hex").toUpperCase(),
        HostId: randomBytes(56).toString("base64"),
      });
    }
  }
}
