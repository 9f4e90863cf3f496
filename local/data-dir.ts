import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Closers } from "./closers.ts";
import { StartupError } from "./startup-error.ts";

/** The wanted folder, made if need be, or a temporary one that goes with the cloud. */
export function openDataDir(wanted: string | undefined, closers: Closers): string {
  if (wanted === undefined) {
    const temporary = mkdtempSync(join(tmpdir(), "internal-chat-"));
    closers.add(() => rmSync(temporary, { recursive: true, force: true }));
    return temporary;
  }
  const dir = checkDataDir(wanted);
  lock(join(dir, "local-cloud.pid"), closers);
  return dir;
}

/** Two clouds on one folder would overwrite each other's checkpoints and share a database. */
function lock(file: string, closers: Closers): void {
  const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (holder > 0 && holder !== process.pid && isRunning(holder)) {
    throw new StartupError(`data directory ${dirname(file)} is in use by process ${holder}`);
  }
  writeFileSync(file, String(process.pid));
  closers.add(() => rmSync(file, { force: true }));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Makes the folder if need be and answers its absolute path; throws when nothing can be kept in it. */
export function checkDataDir(wanted: string): string {
  const dir = resolve(wanted);
  try {
    makeDir(dir);
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartupError(`data directory ${dir}: ${error instanceof Error ? error.message : error}`);
  }
  return dir;
}

/** Level by level: Node's own recursion never ends where the system refuses with ENOENT, as below /proc. */
function makeDir(dir: string): void {
  if (existsSync(dir)) return;
  makeDir(dirname(dir));
  mkdirSync(dir);
}
