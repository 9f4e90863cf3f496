import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { StartupError } from "../startup-error.ts";
import type { ChaosSettings } from "./chaos.ts";
import { defaultMix, type Fault, faultsHelp, isFault } from "./kinds.ts";

export const chaosHelp = `Options
  --chaos               inject faults as they occur in a cloud, rarely but all the time
  --faults kind,kind    inject only these kinds (default: all)
  --seed N              the seed that decides which faults strike (default: random, printed at the start)

Kinds of faults
${faultsHelp}`;

/** Reads the options of `npm start`. Undefined without `--chaos`. */
export function readChaos(given: string[]): ChaosSettings | undefined {
  const { chaos, faults, seed } = optionsOf(given);
  if (chaos) {
    return {
      seed: seed === undefined ? randomInt(1_000_000) : readSeed(seed),
      mix: defaultMix(readFaults(faults)),
    };
  }
  if (faults !== undefined || seed !== undefined) throw new StartupError("--faults and --seed need --chaos");
  return undefined;
}

function optionsOf(args: string[]) {
  try {
    const options = {
      chaos: { type: "boolean" },
      faults: { type: "string" },
      seed: { type: "string" },
    } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new StartupError(`${error instanceof Error ? error.message : error} (--help shows the options)`);
  }
}

export function readSeed(text: string): number {
  const seed = Number(text);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new StartupError(`--seed ${text}: must be a whole number`);
  return seed;
}

/** Parses a comma-separated list of faults. Undefined means all. */
export function readFaults(text: string | undefined): Fault[] | undefined {
  return text?.split(",").map((name) => {
    if (isFault(name)) return name;
    throw new StartupError(`--faults: there is no ${name} (--help shows them)`);
  });
}
