import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import { isUnauthorized } from "../access/authorizer-answer.ts";
import { StartupError } from "../startup-error.ts";
import type { Declared, Stack } from "../template/stack.ts";
import type { FunctionSettings } from "./lambda-function.ts";
import { LambdaFunction } from "./lambda-function.ts";
import type { LogFile } from "./log-file.ts";
import type { SandboxHooks } from "./sandbox-hooks.ts";

const Properties = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string().regex(/^[\w/-]+\.\w+$/),
  Role: z.string(),
  Runtime: z.string().startsWith("nodejs"),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).prefault({ Variables: {} }),
});
type FunctionProperties = z.infer<typeof Properties>;
export type DeclaredFunction = Declared<FunctionProperties>;

export function declaredFunctions(stack: Stack): DeclaredFunction[] {
  return stack.resources("AWS::Lambda::Function", Properties);
}

export interface FunctionsInput {
  readonly stack: Stack;
  readonly log: LogFile;
  readonly maxSandboxes: number;
  /** Returns the complete environment of a function's sandboxes. */
  readonly environment: (declared: DeclaredFunction) => Record<string, string>;
  readonly onFailure: (line: string) => void;
  readonly hooks: SandboxHooks;
}

/** Creates the stack's functions, by ARN. */
export function createFunctions(input: FunctionsInput): Map<string, LambdaFunction> {
  return new Map(
    declaredFunctions(input.stack).map((declared) => {
      const settings = settingsOf(declared, input);
      return [settings.arn, new LambdaFunction(settings)];
    }),
  );
}

function settingsOf(declared: DeclaredFunction, { stack, log, ...input }: FunctionsInput): FunctionSettings {
  const { ref: name, properties } = declared;
  const arn = stack.attribute(declared.logicalId, "Arn");
  const [module = "", exportName = ""] = properties.Handler.split(".");
  return {
    name,
    arn,
    exportName,
    moduleUrl: pathToFileURL(moduleFile(declared, stack, module)).href,
    environment: input.environment(declared),
    memoryMegabytes: properties.MemorySize,
    timeoutMs: properties.Timeout * 1000,
    reservedConcurrency: properties.ReservedConcurrentExecutions,
    maxSandboxes: input.maxSandboxes,
    hooks: input.hooks,
    context: contextOf(name, arn, properties.MemorySize),
    output: log.follow(name),
    onFailure: (error) => {
      const summary = `${error.errorType}: ${error.errorMessage}`.replace(/\s+/g, " ").slice(0, 300);
      log.write(name, [summary, ...(error.trace ?? [])].join("\n"));
      if (!isUnauthorized(error)) input.onFailure(`${name}: ${summary}`); // a 401 is not a failure
    },
  };
}

function contextOf(functionName: string, invokedFunctionArn: string, memory: number): Record<string, string> {
  return {
    functionName,
    invokedFunctionArn,
    functionVersion: "$LATEST",
    memoryLimitInMB: String(memory),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
  };
}

function moduleFile({ logicalId, properties }: DeclaredFunction, stack: Stack, module: string): string {
  const dir = stack.assets.get(properties.Code.S3Key);
  if (!dir)
    throw new StartupError(`template: ${logicalId}: the assembly has no asset ${properties.Code.S3Key}`);
  const file = [".mjs", ".js", ".cjs"]
    .map((ending) => join(dir, `${module}${ending}`))
    .find((path) => existsSync(path));
  if (!file)
    throw new StartupError(`${dir}: no ${module}.mjs for the handler ${properties.Handler} of ${logicalId}`);
  return file;
}
