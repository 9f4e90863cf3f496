import { type Backends, startBackends } from "./backends.ts";
import type { Chaos } from "./chaos/chaos.ts";
import { type CloudContext, createCloudContext } from "./cloud-context.ts";
import type { LocalCloudOptions } from "./cloud-options.ts";
import { type Functions, killSandboxes, startFunctions, startMappings } from "./compute.ts";
import { seedDemoData } from "./demo/seed.ts";
import type { Interceptor } from "./dynamodb/proxy.ts";
import { startGateways } from "./gateways.ts";
import type { LambdaFunction } from "./lambda/lambda-function.ts";
import type { Broker } from "./messaging/broker.ts";
import type { DeliveredNotification } from "./messaging/notifications.ts";
import { peekQueue } from "./messaging/queues.ts";
import type { MobilePush } from "./mobile-push/mobile-push.ts";
import type { LocalS3 } from "./s3/s3.ts";
import { readFailedBatches } from "./stream/failed-batches.ts";
import { declaredMappings } from "./stream/mapping.ts";
import type { TokenIssuer } from "./tokens/token-issuer.ts";
import type { Usage } from "./usage.ts";

export interface LocalCloud {
  readonly url: string;
  /** Append `?locationId=` and an id. */
  readonly webSocketUrl: string;
  readonly dataDir: string;
  readonly issuer: TokenIssuer;
  /** Direct access to the engine: it checks no role and counts no usage. */
  readonly dynamodb: { readonly endpoint: string; readonly tableName: string };
  /** Applied in order to each DynamoDB call of a function. Push one to inject faults. */
  readonly interceptors: Interceptor[];
  /** Injects faults by seed once it is started. */
  readonly chaos: Chaos;
  readonly functions: readonly LambdaFunction[];
  /** The function whose name contains `part`, such as `Chats`. @throws unless there is exactly one */
  functionNamed(part: string): LambdaFunction;
  /** Ends the sandboxes of all functions, so the next invocations are cold starts. */
  killSandboxes(): Promise<void>;
  /** All notifications, or those for one user. */
  notifications(userId?: string): readonly DeliveredNotification[];
  /** `disable` simulates an uninstalled app; it takes the device's token or id. */
  readonly push: Pick<MobilePush, "disable">;
  usage(): Usage;
  readonly s3: LocalS3;
  /** Batches that event source mappings gave up and stored, with their payloads. */
  failedBatches(): Promise<unknown[]>;
  /** The first ten messages of a queue. They stay in the queue. */
  messagesIn(queueName: string): Promise<unknown[]>;
  /** Calls an operation of SQS, for tools that read queues. */
  readonly sqs: Broker["sqs"];
  stop(): Promise<void>;
}

/** Runs a synthesized stack on this machine, wired as its template says. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const disposables = new AsyncDisposableStack();
  try {
    const context = createCloudContext(options, disposables);
    const backends = await startBackends(context);
    const functions = startFunctions(context, backends);
    startMappings(context, backends, functions);
    const { port } = await startGateways(context, backends, functions);
    const url = `http://localhost:${port}`;
    if (options.demoData !== false) {
      options.log("writing the demo data …");
      await seedDemoData(url, await backends.issuer.issue({ scope: "directory.write" }));
    }
    return handleOf({ context, backends, functions, url });
  } catch (error) {
    await disposables.disposeAsync().catch(() => undefined); // the start's own error says more
    throw error;
  }
}

interface RunningCloud {
  readonly context: CloudContext;
  readonly backends: Backends;
  readonly functions: Functions;
  readonly url: string;
}

function handleOf({ context, backends, functions, url }: RunningCloud): LocalCloud {
  const { dynamodb, messaging, issuer, s3 } = backends;
  return {
    url,
    webSocketUrl: `${url.replace("http", "ws")}/ws`,
    dataDir: context.dataDir,
    issuer,
    dynamodb: { endpoint: dynamodb.engineEndpoint, tableName: dynamodb.tableName },
    interceptors: dynamodb.interceptors,
    chaos: context.chaos,
    functions: [...functions.values()],
    functionNamed: (part) => functionNamed(functions, part),
    killSandboxes: () => killSandboxes(functions),
    notifications: messaging.notifications.all,
    push: messaging.push,
    usage: () => context.usage.snapshot(),
    s3,
    failedBatches: async () => readFailedBatches(s3, declaredMappings(context.stack)),
    messagesIn: (queueName) => peekQueue(messaging.broker, queueName),
    sqs: messaging.broker.sqs,
    stop: () => context.disposables.disposeAsync(),
  };
}

function functionNamed(functions: Functions, part: string): LambdaFunction {
  const [found, ...others] = [...functions.values()].filter(({ settings }) => settings.name.includes(part));
  if (found && others.length === 0) return found;
  throw new Error(`${found ? others.length + 1 : 0} functions have ${part} in their names`);
}
