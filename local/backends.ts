import { join } from "node:path";
import { troublePublishing } from "./chaos/publish-faults.ts";
import { troublePushes } from "./chaos/push-faults.ts";
import { type DynamoDb, startDynamoDb } from "./dynamodb/dynamodb.ts";
import type { Ground } from "./ground.ts";
import { type Messaging, startMessaging } from "./messaging/messaging.ts";
import { sendToQueue } from "./messaging/queues.ts";
import { declaredApplications } from "./mobile-push/applications.ts";
import { type LocalS3, startS3 } from "./s3/s3.ts";
import { StartupError } from "./startup-error.ts";
import { createTokenIssuer, type TokenIssuer } from "./tokens/token-issuer.ts";
import { awsLimits, Connections } from "./websocket/connections.ts";
import { readWebSocketDefinition, type WebSocketDefinition } from "./websocket/definition.ts";
import { openManagement } from "./websocket/management.ts";

/** What functions call: each behind an endpoint of its own that knows the caller. */
export interface Backends {
  readonly dynamodb: DynamoDb;
  readonly messaging: Messaging;
  readonly s3: LocalS3;
  readonly issuer: TokenIssuer;
  readonly definition: WebSocketDefinition;
  readonly connections: Connections;
  /** Deployed URLs and what stands in for them. */
  readonly substitutes: ReadonlyMap<string, string>;
}

export async function startBackends(ground: Ground): Promise<Backends> {
  const { stack, identities, dataDir, usage, closers, options } = ground;
  options.log("starting the DynamoDB engine …");
  const { operations } = usage;
  const externalEndpoint = options.dynamodbEndpoint;
  const dynamodb = await startDynamoDb({
    stack,
    identities,
    dataDir,
    operations,
    closers,
    externalEndpoint,
    chaos: ground.chaos,
  });
  const onPublish = (messages: number) => {
    usage.publishes += messages;
  };
  const messaging = await startMessaging({
    stack,
    applications: declaredApplications(ground.declared),
    dataDir,
    identities,
    onPublish,
    onCall: troublePublishing(ground.chaos),
    closers,
  });
  const { malwareScan, log } = options;
  const announce = (queueArn: string, body: object) => sendToQueue(messaging.broker, queueArn, body);
  const s3 = await startS3({ stack, identities, dataDir, malwareScan, sendToQueue: announce, closers, log });
  const issuer = await createTokenIssuer(join(dataDir, "token-key.json"), trustOf(ground));
  const definition = readWebSocketDefinition(stack);
  const connections = new Connections(awsLimits);
  const onPush = () => {
    usage.pushes += 1;
  };
  const { deployment } = stack;
  const substitutes = await openManagement({
    definition,
    deployment,
    connections,
    identities,
    onPush,
    onPost: troublePushes(ground.chaos),
    closers,
  });
  return { dynamodb, messaging, s3, issuer, definition, connections, substitutes };
}

/** Dev tokens are issued in the name that the deployed authorizer trusts. */
function trustOf({ declared }: Ground) {
  for (const { properties } of declared) {
    const { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = properties.Environment.Variables;
    if (issuer && audience) return { issuer, audience };
  }
  throw new StartupError("template: no function has TOKEN_ISSUER and TOKEN_AUDIENCE");
}
