import * as z from "zod";
import { parseJson } from "../json.ts";
import type { Broker } from "./broker.ts";
import { tapQueue } from "./topics.ts";

/** What SNS delivered, as `GET /local/notifications` shows it. */
export interface DeliveredNotification {
  /** `topic`, or a device by its id; by its endpoint's ARN where the functions noted no id. */
  readonly target: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Notifications {
  /** The latest 10,000, or those of them that were meant for a user, oldest first. */
  all(userId?: string): readonly DeliveredNotification[];
  add(userId: string | undefined, notification: DeliveredNotification): void;
  close(): Promise<void>;
}

const kept = 10_000;
/** Older ones that may be there still: to forget each by itself would move all others each time. */
const slack = 1000;

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

/** Empties the tap queue as fast as it fills. */
export async function collectNotifications(broker: Broker): Promise<Notifications> {
  const { QueueUrl } = z
    .object({ QueueUrl: z.string() })
    .parse(await broker.sqs("GetQueueUrl", { QueueName: tapQueue }));
  const delivered: { readonly userId: string | undefined; readonly notification: DeliveredNotification }[] =
    [];
  const add: Notifications["add"] = (userId, notification) => {
    delivered.push({ userId, notification });
    if (delivered.length > kept + slack) delivered.splice(0, delivered.length - kept);
  };
  let open = true;
  const drain = async () => {
    while (open) {
      const request = {
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1, // a poll that begins while the broker closes lasts to its end
        MessageAttributeNames: ["All"],
      };
      const { Messages } = Received.parse(await broker.sqs("ReceiveMessage", request));
      if (Messages.length === 0) continue;
      for (const notification of Messages.map(describe)) add(notification.attributes.userId, notification);
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await broker.sqs("DeleteMessageBatch", { QueueUrl, Entries });
    }
  };
  const drained = drain();
  return {
    all: (wanted) =>
      delivered
        .slice(-kept)
        .filter(({ userId }) => wanted === undefined || userId === wanted)
        .map(({ notification }) => notification),
    add,
    close: async () => {
      open = false;
      await broker.close(); // ends the long poll
      await drained.catch(() => undefined);
    },
  };
}

function describe({ Body, MessageAttributes }: Message): DeliveredNotification {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { StringValue }]) => [name, StringValue] as const,
  );
  return { target: "topic", attributes: Object.fromEntries(attributes), body: parseJson(Body) ?? Body };
}
