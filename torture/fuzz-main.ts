import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalCloud } from "../local/local-cloud.ts";
import { synthesize } from "../local/synthesize.ts";
import { runFuzz } from "./fuzz/run-fuzz.ts";
import { readNumbers } from "./read-numbers.ts";

const usage = `Sends invalid frames to a local cloud.

  npm run fuzz -- [frames] [seed]

The default is 100000 1. Exits with 1 unless each frame is answered by an error.`;
const [frames = 0, seed = 0] = readNumbers(usage, [100_000, 1]);

const assemblyDir = mkdtempSync(join(tmpdir(), "internal-chat-fuzz-"));
process.once("exit", () => rmSync(assemblyDir, { recursive: true, force: true }));
await synthesize(assemblyDir);
const cloud = await startLocalCloud({
  port: 0,
  assemblyDir,
  log: (line) => line.endsWith("…") || console.log(line),
});
const startedAt = Date.now();
const { sent, answered, wrong } = await runFuzz(cloud, { seed, frames });
const seconds = Math.round((Date.now() - startedAt) / 1000);
await cloud.stop();
for (const answer of wrong.slice(0, 10)) console.log(`wrong: ${answer}`);
console.log(
  `fuzz seed ${seed}: ${sent} invalid frames in ${seconds} s, ${answered} answers, ${wrong.length} of them wrong`,
);
process.exit(wrong.length === 0 && answered === sent ? 0 : 1);
