import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Creates a folder that is deleted when the process exits. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "internal-chat-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
