import { type Identities, readIdentities } from "./access/identities.ts";
import { Chaos } from "./chaos/chaos.ts";
import type { LocalCloudOptions } from "./cloud-options.ts";
import { openDataDir } from "./data-dir.ts";
import { type DeclaredFunction, declaredFunctions } from "./lambda/functions.ts";
import { loadStack, type Stack } from "./template/stack.ts";
import { UsageCounter } from "./usage.ts";

/** Shared by all parts of one local cloud. The template is read once, when the context is created. */
export interface CloudContext {
  readonly options: LocalCloudOptions;
  readonly stack: Stack;
  readonly declared: readonly DeclaredFunction[];
  readonly identities: Identities;
  readonly usage: UsageCounter;
  readonly chaos: Chaos;
  readonly dataDir: string;
  /** Disposed in reverse order when the cloud stops, or when its start fails. */
  readonly disposables: AsyncDisposableStack;
}

export function createCloudContext(
  options: LocalCloudOptions,
  disposables: AsyncDisposableStack,
): CloudContext {
  const dataDir = openDataDir(options.dataDir, disposables, options.log);
  const stack = loadStack(options.assemblyDir, dataDir);
  const declared = declaredFunctions(stack);
  const identities = readIdentities(stack, declared, (message) => options.log(`denied: ${message}`));
  const usage = new UsageCounter();
  return { options, stack, declared, identities, usage, chaos: new Chaos(), dataDir, disposables };
}
