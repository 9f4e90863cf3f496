import * as z from "zod";
import { Json } from "../json.ts";
import { StartupError } from "../startup-error.ts";
import type { Stack } from "../template/stack.ts";
import type { Broker } from "./broker.ts";

const Topic = z.object({ FifoTopic: z.literal(false).default(false) });
const Queue = z.object({
  VisibilityTimeout: z.coerce.string().optional(),
  FifoQueue: z.literal(false).default(false),
});
const Subscription = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  FilterPolicy: Json.optional(),
  FilterPolicyScope: z.string().optional(),
  RawMessageDelivery: z.boolean().optional(),
});

/** Queue to which everything that the topics deliver is copied, for `GET /local/notifications`. */
export const tapQueue = "local-cloud-tap";

/** Creates the stack's topics, queues and subscriptions, and a tap on each topic. */
export async function createTopics(stack: Stack, broker: Broker): Promise<void> {
  const { region, accountId } = stack.deployment;
  await broker.sqs("CreateQueue", { QueueName: tapQueue });
  for (const { logicalId, properties } of stack.resources("AWS::SQS::Queue", Queue)) {
    const Attributes = properties.VisibilityTimeout && { VisibilityTimeout: properties.VisibilityTimeout };
    await broker.sqs("CreateQueue", {
      QueueName: stack.attribute(logicalId, "QueueName"),
      ...(Attributes && { Attributes }),
    });
  }
  for (const { logicalId, ref } of stack.resources("AWS::SNS::Topic", Topic)) {
    await must(broker, { Action: "CreateTopic", Name: stack.attribute(logicalId, "TopicName") });
    await subscribe(broker, ref, `arn:aws:sqs:${region}:${accountId}:${tapQueue}`, {
      RawMessageDelivery: "true",
    });
  }
  for (const { logicalId, properties } of stack.resources("AWS::SNS::Subscription", Subscription)) {
    if (properties.Protocol === "email") continue; // nobody reads mail of a laptop
    if (properties.Protocol !== "sqs") {
      throw new StartupError(`template: ${logicalId}: the local cloud delivers to no ${properties.Protocol}`);
    }
    await subscribe(broker, properties.TopicArn, properties.Endpoint, {
      ...(properties.FilterPolicy !== undefined && { FilterPolicy: JSON.stringify(properties.FilterPolicy) }),
      ...(properties.FilterPolicyScope && { FilterPolicyScope: properties.FilterPolicyScope }),
      ...(properties.RawMessageDelivery && { RawMessageDelivery: "true" }),
    });
  }
}

async function subscribe(
  broker: Broker,
  topicArn: string,
  queueArn: string,
  attributes: Readonly<Record<string, string>>,
): Promise<void> {
  const entries = Object.entries(attributes).flatMap(([key, value], index) => [
    [`Attributes.entry.${index + 1}.key`, key],
    [`Attributes.entry.${index + 1}.value`, value],
  ]);
  await must(broker, {
    Action: "Subscribe",
    TopicArn: topicArn,
    Protocol: "sqs",
    Endpoint: queueArn,
    ...Object.fromEntries(entries),
  });
}

async function must(broker: Broker, parameters: Record<string, string>): Promise<void> {
  const { status, body } = await broker.sns(new URLSearchParams(parameters).toString());
  if (status !== 200) throw new Error(`SNS ${parameters.Action}: ${body}`);
}
