import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { readFaults, readSeed } from "../local/chaos/command-line.ts";
import { defaultMix, type FaultMix, faultsHelp } from "../local/chaos/kinds.ts";
import { StartupError } from "../local/startup-error.ts";

export const usage = `Lets random people chat on a local cloud that misbehaves, then checks all that they saw against the log.

  npm run torture -- [options]

Options
  --minutes M           how long (default: 1)
  --seconds S           the same, in seconds
  --seed N              decides what people do and which faults strike (default: any, printed)
  --users N             people in the chats, 2 to 50 (default: 8)
  --chats N             chats that they start (default: 24)
  --faults kind,kind    only these kinds of faults; none for none (default: all)

A seed reproduces what each device decides and the n-th decision of each kind of fault; which call that is
depends on concurrency, so a run is alike, not the same. Exits with 1 on any violation.

Kinds of faults
${faultsHelp}`;

export interface TortureOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly users: number;
  readonly chats: number;
  readonly mix: FaultMix;
}

const options = {
  minutes: { type: "string" },
  seconds: { type: "string" },
  seed: { type: "string" },
  users: { type: "string", default: "8" },
  chats: { type: "string", default: "24" },
  faults: { type: "string" },
} as const;

export function readOptions(args: string[]): TortureOptions {
  const { minutes = "1", seconds, seed, users, chats, faults } = valuesOf(args);
  return {
    seconds: numberIn(seconds ?? String(Number(minutes) * 60), { name: "--seconds", from: 1, to: 86_400 }),
    seed: seed === undefined ? randomInt(1_000_000) : readSeed(seed),
    users: numberIn(users, { name: "--users", from: 2, to: 50 }),
    chats: numberIn(chats, { name: "--chats", from: 1, to: 1000 }),
    mix: faults === "none" ? {} : defaultMix(readFaults(faults)),
  };
}

function valuesOf(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new StartupError(`${error instanceof Error ? error.message : error} (--help shows the options)`);
  }
}

function numberIn(text: string, { name, from, to }: { name: string; from: number; to: number }): number {
  const value = Number(text);
  if (value >= from && value <= to) return value;
  throw new StartupError(`${name} ${text}: must be a number from ${from} to ${to}`);
}
