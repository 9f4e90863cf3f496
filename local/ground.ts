import { type Identities, readIdentities } from "./access/identities.ts";
import { Chaos } from "./chaos/chaos.ts";
import type { Closers } from "./closers.ts";
import { openDataDir } from "./data-dir.ts";
import { type DeclaredFunction, declaredFunctions } from "./lambda/functions.ts";
import type { LocalCloudOptions } from "./options.ts";
import { loadStack, type Stack } from "./template/stack.ts";
import { UsageCounter } from "./usage.ts";

/** What every part of the local cloud stands on: the template, read once, and the data directory. */
export interface Ground {
  readonly options: LocalCloudOptions;
  readonly stack: Stack;
  readonly declared: readonly DeclaredFunction[];
  readonly identities: Identities;
  readonly usage: UsageCounter;
  readonly chaos: Chaos;
  readonly dataDir: string;
  readonly closers: Closers;
}

export function layGround(options: LocalCloudOptions, closers: Closers): Ground {
  const dataDir = openDataDir(options.dataDir, closers);
  const stack = loadStack(options.assemblyDir, dataDir);
  const declared = declaredFunctions(stack);
  const identities = readIdentities(stack, declared, (message) => options.log(`denied: ${message}`));
  const usage = new UsageCounter();
  return { options, stack, declared, identities, usage, chaos: new Chaos(), dataDir, closers };
}
