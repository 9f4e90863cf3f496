import * as z from "zod";
import { parseJson } from "../json.ts";
import type { Broker } from "./broker.ts";
import { queueUrlOf } from "./queues.ts";
import { tapQueue } from "./topics.ts";

/** A notification that SNS delivered, as `GET /local/notifications` shows it. */
export interface DeliveredNotification {
  /** `topic`, or a device's id. The endpoint's ARN if the functions stored no device id. */
  readonly target: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Notifications {
  /** The latest 10,000, oldest first; with a user id only those for that user. */
  all(userId?: string): readonly DeliveredNotification[];
  add(userId: string | undefined, notification: DeliveredNotification): void;
  close(): Promise<void>;
}

const Received = z.object({
  Messages: z
    .array(
      z.object({
        ReceiptHandle: z.string(),
        Body: z.string(),
        MessageAttributes: z
          .record(z.string(), z.object({ StringValue: z.string().default("") }))
          .default({}),
      }),
    )
    .default([]),
});
type Message = z.infer<typeof Received>["Messages"][number];

/** Collects what arrives in the tap queue, and what mobile push adds. */
export async function collectNotifications(broker: Broker): Promise<Notifications> {
  const history = new History();
  const queueUrl = await queueUrlOf(broker, tapQueue);
  const stop = new AbortController();
  const drained = drain(broker, queueUrl, { history, stopping: stop.signal });
  return {
    all: (userId) => history.all(userId),
    add: (userId, notification) => history.add(userId, notification),
    close: async () => {
      stop.abort();
      await broker.close(); // ends the long poll
      await drained.catch(() => undefined);
    },
  };
}

const capacity = 10_000;
/** The oldest entries are removed in batches of this size, because each removal moves all others. */
const removalBatch = 1000;

class History {
  readonly #entries: {
    readonly userId: string | undefined;
    readonly notification: DeliveredNotification;
  }[] = [];

  add(userId: string | undefined, notification: DeliveredNotification): void {
    this.#entries.push({ userId, notification });
    const { length } = this.#entries;
    if (length > capacity + removalBatch) this.#entries.splice(0, length - capacity);
  }

  all(wanted?: string): DeliveredNotification[] {
    return this.#entries
      .slice(-capacity)
      .filter(({ userId }) => wanted === undefined || userId === wanted)
      .map(({ notification }) => notification);
  }
}

interface Draining {
  readonly history: History;
  readonly stopping: AbortSignal;
}

async function drain(broker: Broker, QueueUrl: string, { history, stopping }: Draining): Promise<void> {
  const request = {
    QueueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 1, // short: a poll that begins while the broker closes runs to its end
    MessageAttributeNames: ["All"],
  };
  while (!stopping.aborted) {
    const { Messages } = Received.parse(await broker.sqs("ReceiveMessage", request));
    if (Messages.length === 0) continue;
    for (const notification of Messages.map(describe))
      history.add(notification.attributes.userId, notification);
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await broker.sqs("DeleteMessageBatch", { QueueUrl, Entries });
  }
}

function describe({ Body, MessageAttributes }: Message): DeliveredNotification {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { StringValue }]) => [name, StringValue] as const,
  );
  return { target: "topic", attributes: Object.fromEntries(attributes), body: parseJson(Body) ?? Body };
}
