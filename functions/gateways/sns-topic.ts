import {
  type BatchResultErrorEntry,
  type MessageAttributeValue,
  PublishBatchCommand,
  type PublishBatchRequestEntry,
  type SNSClient,
} from "@aws-sdk/client-sns";
import type { Notification } from "../domain/notification.ts";
import type { NotificationTopic } from "../domain/ports.ts";

/** Entries of one PublishBatch (SNS's limit). */
const BATCH = 10;
const ATTEMPTS = 3;

/** The notifications topic. */
export class SnsTopic implements NotificationTopic {
  readonly #client: SNSClient;
  readonly #topicArn: string;

  constructor(client: SNSClient, topicArn: string) {
    this.#client = client;
    this.#topicArn = topicArn;
  }

  async publish(notifications: readonly Notification[]): Promise<void> {
    const entries = notifications.map(entryOf);
    const batches = Array.from({ length: Math.ceil(entries.length / BATCH) }, (_, index) =>
      entries.slice(index * BATCH, (index + 1) * BATCH),
    );
    await Promise.all(batches.map((batch) => this.#publishBatch(batch)));
  }

  /** What SNS reports as failed is asked for again; what still fails fails the call, which will be repeated. */
  async #publishBatch(batch: PublishBatchRequestEntry[]): Promise<void> {
    let wanted = batch;
    let failed: BatchResultErrorEntry[] = [];
    for (let attempt = 0; attempt < ATTEMPTS && wanted.length > 0; attempt += 1) {
      const command = new PublishBatchCommand({
        TopicArn: this.#topicArn,
        PublishBatchRequestEntries: wanted,
      });
      failed = (await this.#client.send(command)).Failed ?? [];
      const failedIds = new Set(failed.map(({ Id }) => Id));
      wanted = wanted.filter(({ Id }) => failedIds.has(Id));
    }
    if (wanted.length === 0) return;
    const codes = [...new Set(failed.map(({ Code }) => Code))].join(", ");
    throw new Error(`SNS did not take ${wanted.length} of ${batch.length} notifications: ${codes}`);
  }
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
