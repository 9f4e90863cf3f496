import { join } from "node:path";
import { injectPublishFaults } from "./chaos/publish-faults.ts";
import { injectPushFaults } from "./chaos/push-faults.ts";
import type { CloudContext } from "./cloud-context.ts";
import { type DynamoDb, startDynamoDb } from "./dynamodb/dynamodb.ts";
import { type Messaging, startMessaging } from "./messaging/messaging.ts";
import { sendToQueue } from "./messaging/queues.ts";
import { declaredApplications } from "./mobile-push/applications.ts";
import { type LocalS3, startS3 } from "./s3/s3.ts";
import { StartupError } from "./startup-error.ts";
import { createTokenIssuer, type TokenConfig, type TokenIssuer } from "./tokens/token-issuer.ts";
import { awsLimits, Connections } from "./websocket/connections.ts";
import { openManagement } from "./websocket/management.ts";
import { readWebSocketDefinition, type WebSocketDefinition } from "./websocket/websocket-definition.ts";

/** The services that functions call. Each has its own endpoint, which identifies the calling function. */
export interface Backends {
  readonly dynamodb: DynamoDb;
  readonly messaging: Messaging;
  readonly s3: LocalS3;
  readonly issuer: TokenIssuer;
  readonly definition: WebSocketDefinition;
  readonly connections: Connections;
  /** Local URLs by the deployed URLs that they replace. */
  readonly substitutes: ReadonlyMap<string, string>;
}

export async function startBackends(context: CloudContext): Promise<Backends> {
  const { stack, options, dataDir } = context;
  options.log("starting the DynamoDB engine …");
  const dynamodb = await startDynamoDb({
    ...context,
    operations: context.usage.operations,
    externalEndpoint: options.dynamodbEndpoint,
  });
  const messaging = await startMessagingIn(context);
  const s3 = await startS3({
    ...context,
    malwareScan: options.malwareScan,
    log: options.log,
    sendToQueue: (queueArn, body) => sendToQueue(messaging.broker, queueArn, body),
  });
  const issuer = await createTokenIssuer(join(dataDir, "token-key.json"), tokenConfigOf(context));
  const definition = readWebSocketDefinition(stack);
  const connections = new Connections(awsLimits);
  const substitutes = await openManagementIn(context, definition, connections);
  return { dynamodb, messaging, s3, issuer, definition, connections, substitutes };
}

function startMessagingIn(context: CloudContext): Promise<Messaging> {
  return startMessaging({
    ...context,
    applications: declaredApplications(context.declared),
    onPublish: (messages) => {
      context.usage.publishes += messages;
    },
    onCall: injectPublishFaults(context.chaos),
  });
}

function openManagementIn(context: CloudContext, definition: WebSocketDefinition, connections: Connections) {
  return openManagement({
    ...context,
    deployment: context.stack.deployment,
    definition,
    connections,
    onPush: () => {
      context.usage.pushes += 1;
    },
    onPost: injectPushFaults(context.chaos),
  });
}

/** Local tokens name the issuer and the audience that the deployed authorizer expects. */
function tokenConfigOf({ declared }: CloudContext): TokenConfig {
  for (const { properties } of declared) {
    const { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = properties.Environment.Variables;
    if (issuer && audience) return { issuer, audience };
  }
  throw new StartupError("template: no function has TOKEN_ISSUER and TOKEN_AUDIENCE");
}
