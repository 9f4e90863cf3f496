import { chmodSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Modes of everything in a data directory: it holds keys, tokens and messages. */
export const privateDir = 0o700;
export const privateFile = 0o600;

/** Everything that the local cloud puts into its data directory. SQLite adds `-wal` and `-shm`. */
const ownNames =
  /^(dynamodb\.sqlite(-\w+)?|(checkpoints|secrets|token-key|push-endpoints)\.json(\.new)?|s3|lambda\.log|local-cloud\.pid)$/;

/**
 * Withdraws other users' access to what earlier versions left in a data directory, and to the directory itself.
 * Logs a warning instead if the directory has other content or is shared (sticky), such as /tmp: to close it could
 * break what is not ours.
 */
export function withdrawAccess(dir: string, log: (line: string) => void): void {
  const names = readdirSync(dir);
  for (const name of names) if (ownNames.test(name)) closeTree(join(dir, name));
  const { mode } = lstatSync(dir);
  if ((mode & 0o077) === 0) return;
  const isOwn = (mode & 0o1000) === 0 && names.every((name) => ownNames.test(name));
  if (isOwn && close(dir, mode)) return;
  log(`warning: other users can read the data directory ${dir}; close it with chmod 700, or choose another`);
}

function closeTree(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  close(path, stats.mode);
  if (stats.isDirectory()) for (const name of readdirSync(path)) closeTree(join(path, name));
}

/** Returns false if the path belongs to another user. */
function close(path: string, mode: number): boolean {
  try {
    if ((mode & 0o077) !== 0) chmodSync(path, mode & 0o700);
    return true;
  } catch {
    return false;
  }
}
