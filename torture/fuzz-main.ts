import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalCloud } from "../local/local-cloud.ts";
import { synthesize } from "../local/synthesize.ts";
import { fuzz } from "./fuzz/fuzz.ts";

const frames = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);

const assemblyDir = mkdtempSync(join(tmpdir(), "internal-chat-fuzz-"));
process.once("exit", () => rmSync(assemblyDir, { recursive: true, force: true }));
await synthesize(assemblyDir);
const cloud = await startLocalCloud({
  port: 0,
  assemblyDir,
  log: (line) => line.endsWith("…") || console.log(line),
});
const startedAt = Date.now();
const { sent, answered, wrong } = await fuzz(cloud, { seed, frames });
const seconds = Math.round((Date.now() - startedAt) / 1000);
await cloud.stop();
for (const answer of wrong.slice(0, 10)) console.log(`wrong: ${answer}`);
console.log(
  `fuzz seed ${seed}: ${sent} invalid frames in ${seconds} s, ${answered} answers, ${wrong.length} of them no error`,
);
process.exit(wrong.length === 0 && answered === sent ? 0 : 1);
