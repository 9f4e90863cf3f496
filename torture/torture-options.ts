import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { readFaults, readSeed } from "../local/chaos/command-line.ts";
import { defaultMix, type FaultMix, faultsHelp } from "../local/chaos/kinds.ts";
import { StartupError } from "../local/startup-error.ts";

export const usage = `Lets random users chat on a local cloud with faults, then checks everything that they saw against the logs.

  npm run torture -- [options]

Options
  --minutes M           duration in minutes (default: 1)
  --seconds S           duration in seconds
  --seed N              decides operations and faults (default: random, printed)
  --users N             users of the chats, 2 to 50 (default: 8)
  --chats N             chats that they create at most (default: 24)
  --faults kind,kind    only these kinds of faults, or none (default: all)
  --limits              rate limits are on, and one user floods them; all clocks are right

A seed fixes the decisions of each device, and the n-th decision of each kind of fault. Which call is the n-th
depends on concurrency, so two runs with one seed are similar, not equal. Exits with 1 on any violation.

Kinds of faults
${faultsHelp}`;

export interface TortureOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly users: number;
  readonly chats: number;
  readonly mix: FaultMix;
  readonly limits: boolean;
}

const options = {
  minutes: { type: "string" },
  seconds: { type: "string" },
  seed: { type: "string" },
  users: { type: "string", default: "8" },
  chats: { type: "string", default: "24" },
  faults: { type: "string" },
  limits: { type: "boolean", default: false },
} as const;

export function readOptions(args: string[]): TortureOptions {
  const { minutes = "1", seconds, seed, users, chats, faults, limits } = valuesOf(args);
  const mix = faults === "none" ? {} : defaultMix(readFaults(faults));
  return {
    seconds: numberIn(seconds ?? String(Number(minutes) * 60), { name: "--seconds", from: 1, to: 86_400 }),
    seed: seed === undefined ? randomInt(1_000_000) : readSeed(seed),
    users: numberIn(users, { name: "--users", from: 2, to: 50 }),
    chats: numberIn(chats, { name: "--chats", from: 1, to: 1000 }),
    limits,
    mix: limits ? { ...mix, skew: 0 } : mix,
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
