import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalCloud } from "../local/local-cloud.ts";
import { StartupError } from "../local/startup-error.ts";
import { synthesize } from "../local/synthesize.ts";
import { examples, pace, progressLine, summary, table } from "./report.ts";
import { runTorture } from "./run/run-torture.ts";
import { readOptions, usage } from "./torture-options.ts";

/** The distinct log lines of the local cloud, except those about injected faults. */
const complaints = new Set<string>();
const expected = /…$|Injected|Runtime.ExitError/;

const log = (line: string) => {
  if (!expected.test(line)) complaints.add(line.slice(0, 300));
};

async function main(): Promise<number> {
  if (process.argv.includes("--help")) {
    console.log(usage);
    return 0;
  }
  const options = readOptions(process.argv.slice(2));
  const assemblyDir = mkdtempSync(join(tmpdir(), "internal-chat-torture-"));
  process.once("exit", () => rmSync(assemblyDir, { recursive: true, force: true }));
  console.log(`torture with seed ${options.seed}, ${options.users} users, ${options.seconds} s`);
  await synthesize(assemblyDir);
  const rateLimits = options.limits ? "on" : "off";
  const cloud = await startLocalCloud({ port: 0, assemblyDir, demoData: false, log, rateLimits });
  const startedAt = Date.now();
  const onProgress = (progress: Parameters<typeof progressLine>[1]) =>
    console.log(progressLine((Date.now() - startedAt) / 1000, progress));
  const result = await runTorture(cloud, { ...options, onProgress });
  await cloud.stop();
  console.log(`\n${table(result)}\n`);
  for (const complaint of complaints) console.log(`local cloud: ${complaint}`);
  if (result.violations.length > 0) console.log(`${examples(result.violations)}\n`);
  console.log(pace(result));
  console.log(summary(result));
  return result.violations.length === 0 ? 0 : 1;
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof StartupError ? `error: ${error.message}` : error);
  process.exit(1);
}
