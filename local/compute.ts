import { join } from "node:path";
import type { Backends } from "./backends.ts";
import { injectSandboxFaults } from "./chaos/lambda-faults.ts";
import { injectStreamFaults } from "./chaos/stream-faults.ts";
import type { CloudContext } from "./cloud-context.ts";
import { type EnvironmentInput, functionEnvironment } from "./lambda/environment.ts";
import { createFunctions } from "./lambda/functions.ts";
import type { LambdaFunction } from "./lambda/lambda-function.ts";
import { openLogFile } from "./lambda/log-file.ts";
import { StartupError } from "./startup-error.ts";
import { Checkpoints } from "./stream/checkpoints.ts";
import { startEventSourceMapping } from "./stream/event-source-mapping.ts";
import { keepFailedBatch } from "./stream/failed-batches.ts";
import { declaredMappings, type MappingSettings } from "./stream/mapping.ts";

/** At most so many sandboxes per function: a thread with an SDK takes about 20 MB. */
const maxSandboxes = 4;

/** The stack's functions by ARN. */
export type Functions = ReadonlyMap<string, LambdaFunction>;

export function startFunctions(context: CloudContext, backends: Backends): Functions {
  const { stack, options, dataDir, disposables } = context;
  const logPath = join(dataDir, "lambda.log");
  const log = openLogFile(logPath);
  disposables.defer(() => log.close());
  const environment = environmentInput(context, backends);
  const functions = createFunctions({
    stack,
    log,
    maxSandboxes,
    hooks: injectSandboxFaults(context.chaos),
    environment: (declared) => functionEnvironment(declared, environment),
    onFailure: (line) => options.log(`lambda ${line} (more in ${logPath})`),
  });
  disposables.defer(() => killSandboxes(functions));
  return functions;
}

function environmentInput({ stack, options }: CloudContext, backends: Backends): EnvironmentInput {
  return {
    region: stack.deployment.region,
    endpoints: {
      AWS_ENDPOINT_URL_DYNAMODB: backends.dynamodb.proxyEndpoint,
      AWS_ENDPOINT_URL_SNS: backends.messaging.snsEndpoint,
      AWS_ENDPOINT_URL_S3: backends.s3.endpoint,
    },
    substitutes: backends.substitutes,
    overrides: {
      GENERAL_AVAILABILITY: options.generalAvailability,
      RATE_LIMITS: options.rateLimits ?? "off",
      MALWARE_SCAN: options.malwareScan,
    },
    jwks: JSON.stringify(backends.issuer.jwks),
  };
}

export async function killSandboxes(functions: Functions): Promise<void> {
  await Promise.all([...functions.values()].map((target) => target.kill()));
}

export function startMappings(context: CloudContext, backends: Backends, functions: Functions): void {
  const checkpoints = new Checkpoints(join(context.dataDir, "checkpoints.json"));
  const mappings = declaredMappings(context.stack).map((settings) => {
    const target = targetOf(settings, functions);
    return startEventSourceMapping({
      settings,
      target,
      identity: context.identities.byName(target.settings.name),
      engine: backends.dynamodb.engine,
      engineStreamArn: engineStreamOf(settings, backends),
      checkpoints,
      onBatch: injectStreamFaults(context.chaos),
      keepFailedBatch: (batch) => keepFailedBatch(backends.s3, settings, batch),
      log: context.options.log,
    });
  });
  context.disposables.defer(async () => {
    await Promise.all(mappings.map((mapping) => mapping.stop()));
  });
}

function engineStreamOf({ logicalId, streamArn }: MappingSettings, { dynamodb }: Backends): string {
  const engineStreamArn = dynamodb.streams.get(streamArn);
  if (engineStreamArn) return engineStreamArn;
  throw new StartupError(`template: ${logicalId}: no table has the stream ${streamArn}`);
}

function targetOf({ logicalId, functionName }: MappingSettings, functions: Functions): LambdaFunction {
  const target = [...functions.values()].find(({ settings }) =>
    [settings.name, settings.arn].includes(functionName),
  );
  if (!target) throw new StartupError(`template: ${logicalId}: no function ${functionName}`);
  return target;
}
