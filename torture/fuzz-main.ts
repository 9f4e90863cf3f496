import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalCloud } from "../local/local-cloud.ts";
import { synthesize } from "../local/synthesize.ts";
import { type FuzzResult, runFuzz } from "./fuzz/run-fuzz.ts";
import { runRequestFuzz } from "./fuzz/run-request-fuzz.ts";
import { readNumbers } from "./read-numbers.ts";

const usage = `Sends invalid frames, and bad requests to all routes, to a local cloud.

  npm run fuzz -- [frames] [seed] [requests]

The default is 100000 1 20000. Exits with 1 unless each frame is answered by an error of at most 4 KB, and no
request by a 5xx or an error of another shape.`;
const [frames = 0, seed = 0, requests = 0] = readNumbers(usage, [100_000, 1, 20_000]);

const assemblyDir = mkdtempSync(join(tmpdir(), "internal-chat-fuzz-"));
process.once("exit", () => rmSync(assemblyDir, { recursive: true, force: true }));
await synthesize(assemblyDir);
const cloud = await startLocalCloud({
  port: 0,
  assemblyDir,
  log: (line) => line.endsWith("…") || console.log(line),
});
const results = [
  await report("invalid frames", () => runFuzz(cloud, { seed, frames })),
  await report("bad requests", () => runRequestFuzz(cloud, { seed, requests })),
];
await cloud.stop();
process.exit(results.every(({ sent, answered, wrong }) => wrong.length === 0 && answered === sent) ? 0 : 1);

async function report(what: string, fuzz: () => Promise<FuzzResult>): Promise<FuzzResult> {
  const startedAt = Date.now();
  const result = await fuzz();
  const { sent, answered, wrong } = result;
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  for (const answer of wrong.slice(0, 10)) console.log(`wrong: ${answer}`);
  console.log(
    `fuzz seed ${seed}: ${sent} ${what} in ${seconds} s, ${answered} answers, ${wrong.length} of them wrong`,
  );
  return result;
}
