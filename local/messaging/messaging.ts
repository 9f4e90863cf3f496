import { join } from "node:path";
import type { Identities } from "../access/identities.ts";
import { openEndpoint } from "../endpoint.ts";
import type { PlatformApplications } from "../mobile-push/applications.ts";
import { Endpoints } from "../mobile-push/endpoints.ts";
import { createMobilePush, type MobilePush } from "../mobile-push/mobile-push.ts";
import type { Stack } from "../template/stack.ts";
import { type Broker, createBroker } from "./broker.ts";
import { collectNotifications, type Notifications } from "./notifications.ts";
import { createSnsEndpoint, type PublishHook } from "./sns-endpoint.ts";
import { createTopics } from "./topics.ts";

export interface Messaging {
  readonly broker: Broker;
  readonly push: MobilePush;
  readonly snsEndpoint: string;
  readonly notifications: Notifications;
}

export interface MessagingInput {
  readonly stack: Stack;
  readonly applications: PlatformApplications;
  readonly dataDir: string;
  readonly identities: Identities;
  readonly onPublish: (messages: number) => void;
  readonly onCall: PublishHook;
  readonly disposables: AsyncDisposableStack;
}

/** Creates the stack's topics and queues, and opens the functions' SNS endpoint with mobile push. */
export async function startMessaging(input: MessagingInput): Promise<Messaging> {
  const { stack, disposables, applications } = input;
  const broker = createBroker(stack.deployment.region);
  await createTopics(stack, broker);
  const notifications = await collectNotifications(broker);
  disposables.defer(() => notifications.close());
  const endpoints = new Endpoints(join(input.dataDir, "push-endpoints.json"));
  const push = createMobilePush({ applications, endpoints, notifications });
  const server = createSnsEndpoint({ ...input, broker, push });
  return { broker, push, notifications, snsEndpoint: await openEndpoint(server, disposables) };
}
