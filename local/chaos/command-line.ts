import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { StartupError } from "../startup-error.ts";
import type { ChaosSettings } from "./chaos.ts";
import { defaultMix, type Fault, faultsHelp, isFault } from "./kinds.ts";

export const chaosHelp = `Options
  --chaos               let things go wrong, as they do in a cloud: rarely, and all the time
  --faults kind,kind    only these kinds (default: all)
  --seed N              decides which faults strike (default: any, printed at the start)

Kinds of faults
${faultsHelp}`;

/** What `npm start` was asked for; undefined for a calm cloud. */
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

/** Names of faults with commas between them; undefined for all. */
export function readFaults(text: string | undefined): Fault[] | undefined {
  return text?.split(",").map((name) => {
    if (isFault(name)) return name;
    throw new StartupError(`--faults: there is no ${name} (--help shows them)`);
  });
}
