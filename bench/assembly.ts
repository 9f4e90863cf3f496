import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../local/synthesize.ts";
import type { Progress } from "./progress.ts";

/** A cloud assembly of the stage `dev`: the given one, or a new one that goes with the process. */
export async function openAssembly(given: string | undefined, progress: Progress): Promise<string> {
  if (given !== undefined) return given;
  progress.say("synthesizing the stack");
  const folder = mkdtempSync(join(tmpdir(), "internal-chat-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await synthesize(folder);
  return folder;
}
