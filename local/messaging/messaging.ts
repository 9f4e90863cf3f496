import type { Identities } from "../access/identities.ts";
import type { Closers } from "../closers.ts";
import { listen } from "../free-port.ts";
import type { Stack } from "../template/stack.ts";
import { type Broker, createBroker } from "./broker.ts";
import { collectNotifications, type Notifications } from "./notifications.ts";
import { createSnsEndpoint, type PublishHook } from "./sns-endpoint.ts";
import { createTopics } from "./topics.ts";

export interface Messaging {
  readonly broker: Broker;
  readonly snsEndpoint: string;
  readonly notifications: Notifications;
}

export interface MessagingInput {
  readonly stack: Stack;
  readonly identities: Identities;
  readonly onPublish: (messages: number) => void;
  readonly onCall: PublishHook;
  readonly closers: Closers;
}

/** The stack's topics and queues, and the functions' SNS endpoint. */
export async function startMessaging({ stack, closers, ...input }: MessagingInput): Promise<Messaging> {
  const broker = createBroker(stack.deployment.region);
  await createTopics(stack, broker);
  const notifications = await collectNotifications(broker);
  closers.add(() => notifications.close());
  const endpoint = createSnsEndpoint({ ...input, broker });
  const port = await listen(endpoint, 0);
  closers.add(() => {
    endpoint.closeAllConnections();
    endpoint.close();
  });
  return { broker, notifications, snsEndpoint: `http://127.0.0.1:${port}` };
}
