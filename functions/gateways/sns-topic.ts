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
import { again } from "../domain/retry.ts";
import { NO_FAILURE, runInOrder } from "./in-order.ts";
import { isTransientEntry, type SnsPorts, untilLate } from "./sns-errors.ts";

/** Entries of one PublishBatch (SNS's limit). */
const BATCH = 10;
/** Concurrent batches: 100 records for 100 participants are a thousand batches. */
const CONCURRENT_BATCHES = 10;

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

/** What SNS did not take of a batch. */
interface Untaken {
  readonly busy: readonly Placed[];
  readonly refused: readonly Placed[];
  readonly codes: readonly string[];
}

/** The notifications topic. */
export class SnsTopic implements NotificationTopic {
  readonly #client: SNSClient;
  readonly #topicArn: string;
  readonly #ports: SnsPorts;

  constructor(client: SNSClient, topicArn: string, ports: SnsPorts) {
    this.#client = client;
    this.#topicArn = topicArn;
    this.#ports = ports;
  }

  async publish(groups: readonly (readonly Notification[])[], isLate: () => boolean): Promise<number> {
    const all = groups.flatMap((group, position) =>
      group.map((notification) => ({ position, notification })),
    );
    const failedAt = await runInOrder(byTens(all), {
      concurrency: CONCURRENT_BATCHES,
      isLate,
      run: (batch) => this.#publishBatch(batch, isLate),
    });
    return Math.min(failedAt, groups.length);
  }

  /** @returns the lowest position of those that SNS did not take, or `NO_FAILURE` */
  async #publishBatch({ position, notifications }: Batch, isLate: () => boolean): Promise<number> {
    const { log } = this.#ports;
    try {
      const { busy, refused, codes } = await this.#publishUntilLate(notifications, isLate);
      const failed = [...busy, ...refused];
      if (failed.length > 0) log.error("notifications not taken", { count: failed.length, codes });
      return Math.min(NO_FAILURE, ...failed.map((it) => it.position));
    } catch (error) {
      log.error("notifications not published", { cause: asError(error) });
      return position;
    }
  }

  /** Publishes those again for which SNS is busy, until it is late. */
  async #publishUntilLate(notifications: readonly Placed[], isLate: () => boolean): Promise<Untaken> {
    let wanted = notifications;
    const refused: Placed[] = [];
    const codes = new Set<string>();
    return untilLate(this.#ports, isLate, async () => {
      const untaken = await this.#publishOnce(wanted);
      refused.push(...untaken.refused);
      for (const code of untaken.codes) codes.add(code);
      wanted = untaken.busy;
      return wanted.length === 0 || isLate() ? { busy: wanted, refused, codes: [...codes] } : again();
    });
  }

  async #publishOnce(wanted: readonly Placed[]): Promise<Untaken> {
    const command = new PublishBatchCommand({
      TopicArn: this.#topicArn,
      PublishBatchRequestEntries: wanted.map(({ notification }, index) => entryOf(notification, index)),
    });
    const failed = (await this.#client.send(command)).Failed ?? [];
    const placed = (entries: readonly BatchResultErrorEntry[]) =>
      wanted.filter((_, index) => entries.some(({ Id }) => Id === String(index)));
    return {
      busy: placed(failed.filter(isTransientEntry)),
      refused: placed(failed.filter((entry) => !isTransientEntry(entry))),
      codes: failed.map(({ Code }) => Code ?? "none"),
    };
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
