import { type Backends, startBackends } from "./backends.ts";
import type { Chaos } from "./chaos/chaos.ts";
import { cutSockets, loseDisconnects } from "./chaos/socket-faults.ts";
import { Closers } from "./closers.ts";
import { type Functions, startFunctions, startMappings } from "./compute.ts";
import { seedDemoData } from "./demo/seed.ts";
import { answerDocs } from "./docs/docs-routes.ts";
import type { Interceptor } from "./dynamodb/proxy.ts";
import { type Front, openFront } from "./front.ts";
import { type Ground, layGround } from "./ground.ts";
import { createInvoke } from "./lambda/invoker.ts";
import type { LambdaFunction } from "./lambda/lambda-function.ts";
import { readPermissions } from "./lambda/permissions.ts";
import { createLocalRoutes } from "./local-routes.ts";
import type { DeliveredNotification } from "./messaging/notifications.ts";
import { peekQueue } from "./messaging/queues.ts";
import type { MobilePush } from "./mobile-push/mobile-push.ts";
import type { LocalCloudOptions } from "./options.ts";
import { readRestDefinition } from "./rest/definition.ts";
import { createRestApi } from "./rest/rest-api.ts";
import type { LocalS3 } from "./s3/s3.ts";
import { readFailedBatches } from "./stream/failed-batches.ts";
import { declaredMappings } from "./stream/mapping.ts";
import type { TokenIssuer } from "./tokens/token-issuer.ts";
import type { Usage } from "./usage.ts";
import { createWebSocketApi } from "./websocket/websocket-api.ts";

export interface LocalCloud {
  readonly url: string;
  /** Add `?locationId=`. */
  readonly webSocketUrl: string;
  readonly dataDir: string;
  readonly issuer: TokenIssuer;
  /** The engine itself: no role is checked, nothing counted. */
  readonly dynamodb: { readonly endpoint: string; readonly tableName: string };
  /** Calls of functions to DynamoDB pass through these in their order; push one to inject faults. */
  readonly interceptors: Interceptor[];
  /** Faults by seed, off until it is started. */
  readonly chaos: Chaos;
  readonly functions: readonly LambdaFunction[];
  /** A function by a part of its name, such as `Chats`: to invoke it, to count or kill its sandboxes. */
  functionNamed(part: string): LambdaFunction;
  /** Ends the sandboxes of all functions: the next invocations are cold starts. */
  killSandboxes(): Promise<void>;
  /** All, or those meant for a user. */
  notifications(userId?: string): readonly DeliveredNotification[];
  /** Mobile push: `disable` is what happens to a device whose app was uninstalled, by its token or id. */
  readonly push: Pick<MobilePush, "disable">;
  usage(): Usage;
  readonly s3: LocalS3;
  /** What event source mappings kept of the batches that they gave up, payload included. */
  failedBatches(): Promise<unknown[]>;
  /** The first ten messages of a queue, by its name; they stay in it. */
  messagesIn(queueName: string): Promise<unknown[]>;
  stop(): Promise<void>;
}

/** Runs a synthesized stack on this machine, wired as its template says. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const closers = new Closers();
  try {
    const ground = layGround(options, closers);
    const backends = await startBackends(ground);
    const functions = startFunctions(ground, backends);
    startMappings(ground, backends, functions);
    const front = await openGateways(ground, backends, functions);
    const url = `http://localhost:${front.port}`;
    if (options.demoData !== false) {
      options.log("writing the demo data …");
      await seedDemoData(url, await backends.issuer.issue({ scope: "directory.write" }));
    }
    return handleOf({ ground, backends, functions, url });
  } catch (error) {
    await closers.closeAll().catch(() => undefined); // the first error tells more
    throw error;
  }
}

async function openGateways(
  { stack, usage, chaos, options, closers }: Ground,
  backends: Backends,
  functions: Functions,
): Promise<Front> {
  const { deployment } = stack;
  const { issuer, messaging, definition, connections } = backends;
  const reliable = createInvoke(functions, readPermissions(stack, "apigateway.amazonaws.com"));
  const invoke = loseDisconnects(chaos, reliable);
  const restApi = createRestApi({ definition: readRestDefinition(stack), deployment, invoke });
  const front = await openFront(options.port, {
    rest: (request) => restApi.handle(request),
    local: createLocalRoutes({
      issuer,
      notifications: messaging.notifications.all,
      disableDevice: messaging.push.disable,
      setVerdict: backends.s3.setVerdict,
      usage: () => usage.snapshot(),
    }),
    docs: answerDocs,
    webSocket: createWebSocketApi({
      definition,
      deployment,
      invoke,
      connections,
      onFrame: cutSockets(chaos),
    }),
    log: options.log,
  });
  closers.add(() => front.close());
  return front;
}

interface Running {
  readonly ground: Ground;
  readonly backends: Backends;
  readonly functions: Functions;
  readonly url: string;
}

function handleOf({ ground, backends, functions, url }: Running): LocalCloud {
  const { dynamodb, messaging, issuer } = backends;
  return {
    url,
    webSocketUrl: `${url.replace("http", "ws")}/ws`,
    dataDir: ground.dataDir,
    issuer,
    dynamodb: { endpoint: dynamodb.engineEndpoint, tableName: dynamodb.tableName },
    interceptors: dynamodb.interceptors,
    chaos: ground.chaos,
    functions: [...functions.values()],
    functionNamed: (part) => {
      const found = [...functions.values()].filter(({ settings }) => settings.name.includes(part));
      if (!found[0] || found.length > 1)
        throw new Error(`${found.length} functions have ${part} in their names`);
      return found[0];
    },
    killSandboxes: async () => {
      await Promise.all([...functions.values()].map((target) => target.kill()));
    },
    notifications: messaging.notifications.all,
    push: messaging.push,
    usage: () => ground.usage.snapshot(),
    s3: backends.s3,
    failedBatches: async () => readFailedBatches(backends.s3, declaredMappings(ground.stack)),
    messagesIn: (queueName) => peekQueue(messaging.broker, queueName),
    stop: () => ground.closers.closeAll(),
  };
}
