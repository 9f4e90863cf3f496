import {
  type BatchResultErrorEntry,
  type MessageAttributeValue,
  PublishBatchCommand,
  type PublishBatchRequestEntry,
  type SNSClient,
} from "@aws-sdk/client-sns";
import { asError } from "../domain/errors.ts";
import type { Notification } from "../domain/notifications/notification.ts";
import type { NotificationTopic } from "../domain/notifications/ports.ts";
import type { Log } from "../domain/ports.ts";
import { NO_FAILURE, runInOrder } from "./in-order.ts";

/** Entries of one PublishBatch (SNS's limit). */
const BATCH = 10;
/** Concurrent batches: 100 records for 100 participants are a thousand batches. */
const CONCURRENT_BATCHES = 10;
const ATTEMPTS = 3;

interface Placed {
  /** Of its group. */
  readonly position: number;
  readonly notification: Notification;
}

interface Batch {
  /** Of its first notification. */
  readonly position: number;
  readonly notifications: readonly Placed[];
}

/** The notifications topic. */
export class SnsTopic implements NotificationTopic {
  readonly #client: SNSClient;
  readonly #topicArn: string;
  readonly #log: Log;

  constructor(client: SNSClient, topicArn: string, log: Log) {
    this.#client = client;
    this.#topicArn = topicArn;
    this.#log = log;
  }

  async publish(groups: readonly (readonly Notification[])[], isLate: () => boolean): Promise<number> {
    const all = groups.flatMap((group, position) =>
      group.map((notification) => ({ position, notification })),
    );
    const failedAt = await runInOrder(byTens(all), {
      concurrency: CONCURRENT_BATCHES,
      isLate,
      run: (batch) => this.#publishBatch(batch),
    });
    return Math.min(failedAt, groups.length);
  }

  /** @returns the lowest position of those that SNS did not take, or `NO_FAILURE` */
  async #publishBatch({ position, notifications }: Batch): Promise<number> {
    try {
      const failed = await this.#publishSome(notifications);
      return Math.min(NO_FAILURE, ...failed.map((it) => it.position));
    } catch (error) {
      this.#log.error("notifications not published", { cause: asError(error) });
      return position;
    }
  }

  /** Publishes again those that SNS reports as failed. @returns those that still failed in the end */
  async #publishSome(notifications: readonly Placed[]): Promise<readonly Placed[]> {
    let wanted = notifications;
    let failed: BatchResultErrorEntry[] = [];
    for (let attempt = 0; attempt < ATTEMPTS && wanted.length > 0; attempt += 1) {
      const command = new PublishBatchCommand({
        TopicArn: this.#topicArn,
        PublishBatchRequestEntries: wanted.map(({ notification }, index) => entryOf(notification, index)),
      });
      failed = (await this.#client.send(command)).Failed ?? [];
      const failedIds = new Set(failed.map(({ Id }) => Id));
      wanted = wanted.filter((_, index) => failedIds.has(String(index)));
    }
    if (wanted.length > 0) {
      const codes = [...new Set(failed.map(({ Code }) => Code ?? "none"))];
      this.#log.error("notifications not taken", { count: wanted.length, codes });
    }
    return wanted;
  }
}

function byTens(notifications: readonly Placed[]): Batch[] {
  return Array.from({ length: Math.ceil(notifications.length / BATCH) }, (_, index) => {
    const ten = notifications.slice(index * BATCH, (index + 1) * BATCH);
    return { position: ten[0]?.position ?? 0, notifications: ten };
  });
}

function entryOf(notification: Notification, index: number): PublishBatchRequestEntry {
  const { event, userId, locationId, chatId } = notification;
  return {
    Id: String(index),
    Message: JSON.stringify(notification),
    MessageAttributes: {
      event: attribute(event),
      userId: attribute(userId),
      locationId: attribute(locationId),
      chatId: attribute(chatId),
    },
  };
}

function attribute(value: string): MessageAttributeValue {
  return { DataType: "String", StringValue: value };
}
