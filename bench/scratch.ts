import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that goes with the process, however that ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "internal-chat-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
