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
import { privateDir, privateFile, withdrawAccess } from "./private-files.ts";
import { StartupError } from "./startup-error.ts";

/**
 * Creates and locks the wanted folder and withdraws other users' access to it, or creates a temporary one that is
 * removed on stop.
 */
export function openDataDir(
  wanted: string | undefined,
  disposables: AsyncDisposableStack,
  log: (line: string) => void,
): string {
  if (wanted === undefined) {
    const temporary = mkdtempSync(join(tmpdir(), "internal-chat-"));
    disposables.defer(() => rmSync(temporary, { recursive: true, force: true }));
    return temporary;
  }
  const dir = checkDataDir(wanted);
  lock(join(dir, "local-cloud.pid"), disposables);
  withdrawAccess(dir, log);
  return dir;
}

/** Prevents two clouds in one folder: they would share a database and overwrite each other's checkpoints. */
function lock(file: string, disposables: AsyncDisposableStack): void {
  const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (holder > 0 && holder !== process.pid && isRunning(holder)) {
    throw new StartupError(`data directory ${dirname(file)} is in use by process ${holder}`);
  }
  writeFileSync(file, String(process.pid), { mode: privateFile });
  disposables.defer(() => rmSync(file, { force: true }));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Creates the folder if it is missing and returns its absolute path. @throws StartupError if it is not writable */
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

/** Creates one level at a time. Node's `recursive` never returns where the system answers ENOENT, as below /proc. */
function makeDir(dir: string): void {
  if (existsSync(dir)) return;
  makeDir(dirname(dir));
  mkdirSync(dir, { mode: privateDir });
}
