import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { synthesize } from "../local/synthesize.ts";
import type { Progress } from "./progress.ts";
import { scratchFolder } from "./scratch.ts";

const run = promisify(execFile);
const app = join(import.meta.dirname, "..", "bin", "internal-chat.ts");

/** A cloud assembly of the stage `dev`: the given one, or a new one that is deleted when the process exits. */
export async function openAssembly(given: string | undefined, progress: Progress): Promise<string> {
  if (given !== undefined) return given;
  progress.say("synthesizing the stack");
  const folder = scratchFolder();
  await synthesize(folder);
  return folder;
}

/** A cloud assembly of the stage `prod`: the bill is that of production. */
export async function openProdAssembly(progress: Progress): Promise<string> {
  progress.say("synthesizing the stage prod");
  const folder = scratchFolder();
  await run(process.execPath, [app, "--stage", "prod", "--output", folder]);
  return folder;
}
