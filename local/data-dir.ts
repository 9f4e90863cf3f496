import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Closers } from "./closers.ts";
import { StartupError } from "./startup-error.ts";

/** The wanted folder, made if need be, or a temporary one that goes with the cloud. */
export function openDataDir(wanted: string | undefined, closers: Closers): string {
  if (wanted === undefined) {
    const temporary = mkdtempSync(join(tmpdir(), "internal-chat-"));
    closers.add(() => rmSync(temporary, { recursive: true, force: true }));
    return temporary;
  }
  const dir = resolve(wanted);
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartupError(`data directory ${dir}: ${error instanceof Error ? error.message : error}`);
  }
  return dir;
}
