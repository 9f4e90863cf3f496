import * as z from "zod";
import { parseJson } from "../json.ts";
import type { Broker } from "./broker.ts";

const Received = z.object({
  Messages: z.array(z.object({ MessageId: z.string(), Body: z.string() })).default([]),
});

/** Sends JSON to a queue. */
export async function sendToQueue(broker: Broker, queueArn: string, body: object): Promise<void> {
  await broker.sqs("SendMessage", {
    QueueUrl: await queueUrlOf(broker, queueArn),
    MessageBody: JSON.stringify(body),
  });
}

/** The bodies of the first ten messages in a queue. The messages stay in the queue. */
export async function peekQueue(broker: Broker, queueName: string): Promise<unknown[]> {
  const request = {
    QueueUrl: await queueUrlOf(broker, queueName),
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 0,
  };
  const { Messages } = Received.parse(await broker.sqs("ReceiveMessage", request));
  return Messages.map(({ Body }) => parseJson(Body));
}

export async function queueUrlOf(broker: Broker, nameOrArn: string): Promise<string> {
  const QueueName = nameOrArn.split(":").at(-1) ?? nameOrArn;
  return z.object({ QueueUrl: z.string() }).parse(await broker.sqs("GetQueueUrl", { QueueName })).QueueUrl;
}
