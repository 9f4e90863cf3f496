import { join } from "node:path";
import * as z from "zod";
import { StartupError } from "../startup-error.ts";
import { type Assembly, loadAssembly } from "./assembly.ts";
import type { Deployment } from "./physical.ts";
import { createResolver, type Resolver } from "./resolver.ts";
import { isKnownType } from "./resource-types.ts";
import { loadSecrets, readSecret } from "./secrets.ts";

/** The account that the SNS and SQS emulator uses in its ARNs. */
const accountId = "000000000000";

export interface Declared<Properties> {
  readonly logicalId: string;
  /** The value of `Ref`. */
  readonly ref: string;
  readonly properties: Properties;
}

/** The stack as if it were deployed, with all intrinsics resolved. */
export interface Stack {
  readonly deployment: Deployment;
  readonly assets: Assembly["assets"];
  /** All resources of a type. @throws StartupError if one does not match the schema */
  resources<Schema extends z.ZodType>(type: string, schema: Schema): Declared<z.output<Schema>>[];
  attribute(logicalId: string, name: string): string;
}

export function loadStack(assemblyDir: string, dataDir: string): Stack {
  const { stackName, region, template, assets } = loadAssembly(assemblyDir);
  const byLogicalId = loadSecrets(template, join(dataDir, "secrets.json"));
  const deployment = { stackName, region, accountId, partition: "aws" };
  const current = [...byLogicalId].filter(([logicalId]) => template.Resources[logicalId]);
  const secret = (path: string) => readSecret(path, byArn(current, resolver));
  const resolver: Resolver = createResolver({ template, deployment, secret });
  const present = Object.entries(template.Resources).filter(
    ([, { Condition }]) => !Condition || resolver.holds(Condition),
  );
  for (const [logicalId, { Type }] of present) {
    if (!isKnownType(Type)) throw new StartupError(`template: ${logicalId}: the local cloud has no ${Type}`);
  }
  return {
    deployment,
    assets,
    attribute: (logicalId, name) => z.string().parse(resolver.resolve({ "Fn::GetAtt": [logicalId, name] })),
    resources: (type, schema) =>
      present
        .filter(([, { Type }]) => Type === type)
        .map(([logicalId, { Properties }]) => ({
          logicalId,
          ref: resolver.physical(logicalId).ref,
          properties: parse(logicalId, schema, resolver.resolve(Properties)),
        })),
  };
}

function byArn(secrets: readonly (readonly [string, string])[], resolver: Resolver): Map<string, string> {
  return new Map(secrets.map(([logicalId, value]) => [resolver.physical(logicalId).ref, value]));
}

function parse<Schema extends z.ZodType>(
  logicalId: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new StartupError(`template: ${logicalId}: ${problems.join("; ")}`);
}
