import { join } from "node:path";
import type { Backends } from "./backends.ts";
import { troubleSandboxes } from "./chaos/lambda-faults.ts";
import { troubleBatches } from "./chaos/stream-faults.ts";
import type { Ground } from "./ground.ts";
import { functionEnvironment } from "./lambda/environment.ts";
import { createFunctions } from "./lambda/functions.ts";
import type { LambdaFunction } from "./lambda/lambda-function.ts";
import { openLogFile } from "./lambda/log-file.ts";
import { StartupError } from "./startup-error.ts";
import { Checkpoints } from "./stream/checkpoints.ts";
import { startEventSourceMapping } from "./stream/event-source-mapping.ts";
import { keepFailedBatch } from "./stream/failed-batches.ts";
import { declaredMappings, type MappingSettings } from "./stream/mapping.ts";

/** Sandboxes of one function at most: a thread with an SDK in it takes some 20 MB. */
const maxSandboxes = 4;

export type Functions = ReadonlyMap<string, LambdaFunction>;

export function startFunctions(ground: Ground, backends: Backends): Functions {
  const { stack, options, dataDir, closers } = ground;
  const log = openLogFile(join(dataDir, "lambda.log"));
  closers.add(() => log.close());
  const environment = {
    region: stack.deployment.region,
    endpoints: {
      AWS_ENDPOINT_URL_DYNAMODB: backends.dynamodb.proxyEndpoint,
      AWS_ENDPOINT_URL_SNS: backends.messaging.snsEndpoint,
      AWS_ENDPOINT_URL_S3: backends.s3.endpoint,
    },
    substitutes: backends.substitutes,
    overrides: {
      GENERAL_AVAILABILITY: options.generalAvailability,
      SEND_RATE_LIMIT: options.sendRateLimit ?? "off",
      MALWARE_SCAN: options.malwareScan,
    },
    jwks: JSON.stringify(backends.issuer.jwks),
  };
  const functions = createFunctions({
    stack,
    log,
    maxSandboxes,
    hooks: troubleSandboxes(ground.chaos),
    environment: (declared) => functionEnvironment(declared, environment),
    onFailure: (line) => options.log(`lambda ${line} (more in ${join(dataDir, "lambda.log")})`),
  });
  closers.add(() => Promise.all([...functions.values()].map((target) => target.kill())));
  return functions;
}

export function startMappings(ground: Ground, backends: Backends, functions: Functions): void {
  const { stack, dataDir, closers } = ground;
  const checkpoints = new Checkpoints(join(dataDir, "checkpoints.json"));
  const mappings = declaredMappings(stack).map((settings) => {
    const { engine, engineStreamArn } = streamOf(settings, backends);
    const target = targetOf(settings, functions);
    return startEventSourceMapping({
      settings,
      target,
      identity: ground.identities.byName(target.settings.name),
      engine,
      engineStreamArn,
      checkpoints,
      onBatch: troubleBatches(ground.chaos),
      keepFailedBatch: (batch) => keepFailedBatch(backends.s3, settings, batch),
      log: ground.options.log,
    });
  });
  closers.add(() => Promise.all(mappings.map((mapping) => mapping.stop())));
}

function streamOf({ logicalId, streamArn }: MappingSettings, { dynamodb }: Backends) {
  const engineStreamArn = dynamodb.streams.get(streamArn);
  if (!engineStreamArn)
    throw new StartupError(`template: ${logicalId}: no table has the stream ${streamArn}`);
  return { engine: dynamodb.engine, engineStreamArn };
}

function targetOf({ logicalId, functionName }: MappingSettings, functions: Functions): LambdaFunction {
  const target = [...functions.values()].find(({ settings }) =>
    [settings.name, settings.arn].includes(functionName),
  );
  if (!target) throw new StartupError(`template: ${logicalId}: no function ${functionName}`);
  return target;
}
