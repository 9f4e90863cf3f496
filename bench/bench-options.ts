import { parseArgs } from "node:util";
import { StartupError } from "../local/startup-error.ts";
import { contenderNames } from "./contenders/all-contenders.ts";
import { measures } from "./measures/all-measures.ts";

const width = 22;
const listed = (lines: readonly (readonly [string, string])[]) =>
  lines.map(([name, about]) => `  ${name.padEnd(width)}${about}`).join("\n");

export const usage = `Measures the speed, the cost and the growth of the project, next to other designs in the same run.

  npm run bench -- [options]

Options
${listed([
  ["--quick", "small sizes; ends within 2 minutes"],
  ["--only name,name", "only these measures, or contenders, or both"],
  ["--write", "writes bench/results.json, docs/benchmarks.md and its charts"],
  ["--assembly DIR", "an existing cloud assembly (default: synthesizes one)"],
  ["--help", "this text"],
])}

Measures
${listed(measures.map(({ name, about }) => [name, about]))}

Contenders
${listed(contenderNames)}

All servers run in processes of their own, on loopback and in temporary folders, and end with this command.
Leave the machine alone during a run: other load changes the times. The load average is printed beside them.`;

export interface BenchOptions {
  readonly help: boolean;
  readonly quick: boolean;
  readonly write: boolean;
  readonly assembly: string | undefined;
  /** Names; all of them unless `--only` names some. */
  readonly measures: readonly string[];
  readonly contenders: readonly string[];
}

const options = {
  help: { type: "boolean", default: false },
  quick: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  assembly: { type: "string" },
  only: { type: "string" },
} as const;

/** @throws StartupError on an unknown option, measure or contender */
export function readOptions(args: string[]): BenchOptions {
  const { only, ...rest } = valuesOf(args);
  const names = only?.split(",") ?? [];
  const all = {
    measures: measures.map(({ name }) => name),
    contenders: contenderNames.map(([name]) => name),
  };
  const unknown = names.filter((name) => ![...all.measures, ...all.contenders].includes(name));
  if (unknown.length > 0) {
    const known = [...all.measures, ...all.contenders].join(", ");
    throw new StartupError(`--only ${unknown.join(",")}: there are ${known}`);
  }
  if (rest.write && names.length > 0) {
    throw new StartupError("--write needs the whole run, without --only: it replaces the document");
  }
  const chosen = (of: readonly string[]) => {
    const some = of.filter((name) => names.includes(name));
    return some.length > 0 ? some : of;
  };
  return {
    ...rest,
    assembly: rest.assembly,
    measures: chosen(all.measures),
    contenders: chosen(all.contenders),
  };
}

function valuesOf(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new StartupError(`${error instanceof Error ? error.message : error} (--help shows the options)`);
  }
}
