import { StartupError } from "../local/startup-error.ts";
import { openAssembly } from "./assembly.ts";
import { type BenchContext, openBenchContext } from "./bench-context.ts";
import { type BenchOptions, readOptions, usage } from "./bench-options.ts";
import { measures } from "./measures/all-measures.ts";
import { Progress } from "./progress.ts";
import { cpuTime, loadNow, machine, type Results, stolenSince } from "./report/results.ts";
import type { Findings, Section } from "./report/section.ts";
import { targetSection, terminalTable } from "./report/table.ts";
import { writeReport } from "./report/write.ts";
import { full, quick, type Sizes } from "./sizes.ts";

const progress = new Progress();

function print({ title, notes, ...table }: Section): void {
  progress.clear();
  console.log(`\n${title}\n${terminalTable(table)}`);
  for (const note of notes) console.log(`  · ${note}`);
}

async function run(options: BenchOptions, sizes: Sizes): Promise<Results> {
  const started = { startedAt: new Date().toISOString(), load: loadNow(), cpu: cpuTime() };
  const context = await openBenchContext({
    sizes,
    assemblyDir: await openAssembly(options.assembly, progress),
    contenders: options.contenders,
    progress: (line) => progress.say(line),
  });
  try {
    const { findings, leftOut } = await measureAll(context, options.measures);
    return {
      mode: options.quick ? "quick" : "full",
      startedAt: started.startedAt,
      endedAt: new Date().toISOString(),
      machine: machine(),
      load: [started.load, loadNow()],
      stolen: stolenSince(started.cpu),
      contenders: context.contenders.map(({ label, durability }) => ({ label, durability })),
      missing: leftOut,
      targets: findings.flatMap(({ targets = [] }) => targets),
      sections: findings.flatMap(({ sections }) => sections),
    };
  } finally {
    progress.say("stopping");
    await context.stop();
    progress.clear();
  }
}

/** Runs the measures; returns what they found, and which of them were left out. */
async function measureAll(context: BenchContext, names: readonly string[]) {
  const all: Findings[] = [];
  const leftOut: string[] = [];
  for (const measure of measures.filter(({ name }) => names.includes(name))) {
    if (performance.now() > context.sizes.lastStart * 1000) {
      const line = `${measure.name}, because time was up (alone: --only ${measure.name})`;
      leftOut.push(line);
      progress.clear();
      console.log(`left out: ${line}`);
      continue;
    }
    const findings = await measure.run(context);
    for (const section of findings.sections) print(section);
    console.log(`  load average ${loadNow().toFixed(1)}`);
    all.push(findings);
  }
  return { findings: all, leftOut };
}

/** Bounds the run even if something hangs: the servers end with this process. */
function abortAfter(minutes: number): void {
  setTimeout(() => {
    console.error(`\nerror: not done after ${minutes} minutes`);
    process.exit(1);
  }, minutes * 60_000).unref();
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(usage);
  const sizes = options.quick ? quick : full;
  abortAfter(sizes.minutes);
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => process.exit(130));
  const results = await run(options, sizes);
  if (results.targets.length > 0) print(targetSection(results.targets));
  if (options.write) for (const file of await writeReport(results)) console.log(`written: ${file}`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  progress.clear();
  console.error(error instanceof StartupError ? `error: ${error.message}` : error);
  process.exit(1);
}
