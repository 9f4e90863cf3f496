import * as z from "zod";
import { Json } from "../json.ts";
import { StartupError } from "../startup-error.ts";
import { arnOf } from "../template/physical.ts";
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

/** This queue subscribes to every topic, for `GET /local/notifications`. */
export const tapQueue = "local-cloud-tap";

/** Creates the stack's topics, queues and subscriptions, and subscribes the tap queue to each topic. */
export async function createTopics(stack: Stack, broker: Broker): Promise<void> {
  const tapArn = arnOf(stack.deployment, "sqs", tapQueue);
  await broker.sqs("CreateQueue", { QueueName: tapQueue });
  for (const { logicalId, properties } of stack.resources("AWS::SQS::Queue", Queue)) {
    const Attributes = properties.VisibilityTimeout && { VisibilityTimeout: properties.VisibilityTimeout };
    await broker.sqs("CreateQueue", {
      QueueName: stack.attribute(logicalId, "QueueName"),
      ...(Attributes && { Attributes }),
    });
  }
  for (const { logicalId, ref } of stack.resources("AWS::SNS::Topic", Topic)) {
    await callSns(broker, { Action: "CreateTopic", Name: stack.attribute(logicalId, "TopicName") });
    await subscribe(broker, { topicArn: ref, queueArn: tapArn, attributes: { RawMessageDelivery: "true" } });
  }
  for (const { logicalId, properties } of stack.resources("AWS::SNS::Subscription", Subscription)) {
    if (properties.Protocol === "email") continue; // the local cloud sends no email
    if (properties.Protocol !== "sqs") {
      throw new StartupError(
        `template: ${logicalId}: the local cloud cannot deliver to ${properties.Protocol}`,
      );
    }
    await subscribe(broker, {
      topicArn: properties.TopicArn,
      queueArn: properties.Endpoint,
      attributes: subscriptionAttributes(properties),
    });
  }
}

function subscriptionAttributes({
  FilterPolicy,
  FilterPolicyScope,
  RawMessageDelivery,
}: z.infer<typeof Subscription>): Record<string, string> {
  return {
    ...(FilterPolicy !== undefined && { FilterPolicy: JSON.stringify(FilterPolicy) }),
    ...(FilterPolicyScope && { FilterPolicyScope }),
    ...(RawMessageDelivery && { RawMessageDelivery: "true" }),
  };
}

interface QueueSubscription {
  readonly topicArn: string;
  readonly queueArn: string;
  readonly attributes: Readonly<Record<string, string>>;
}

async function subscribe(
  broker: Broker,
  { topicArn, queueArn, attributes }: QueueSubscription,
): Promise<void> {
  const entries = Object.entries(attributes).flatMap(([key, value], index) => [
    [`Attributes.entry.${index + 1}.key`, key],
    [`Attributes.entry.${index + 1}.value`, value],
  ]);
  await callSns(broker, {
    Action: "Subscribe",
    TopicArn: topicArn,
    Protocol: "sqs",
    Endpoint: queueArn,
    ...Object.fromEntries(entries),
  });
}

async function callSns(broker: Broker, parameters: Record<string, string>): Promise<void> {
  const { status, body } = await broker.sns(new URLSearchParams(parameters).toString());
  if (status !== 200) throw new Error(`SNS ${parameters.Action}: ${body}`);
}
