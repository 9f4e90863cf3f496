import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../free-port.ts";
import { StartupError } from "../startup-error.ts";
import { connectEngine } from "./engine-client.ts";

/** A running DynamoDB. */
export interface Engine {
  readonly endpoint: string;
  /** The engine's database file. Undefined for an external engine. */
  readonly databaseFile: string | undefined;
  stop(): Promise<void>;
}

const missingEngine =
  "no DynamoDB engine: install dynoxide (https://github.com/nubo-db/dynoxide) on the PATH, or set DYNAMODB_ENDPOINT to a running DynamoDB Local";

/**
 * Ends the engine with its parent, however the parent ends: the shell's standard input is a pipe from the parent,
 * and a watcher kills the engine when the pipe closes. The process group is its own, so that a Ctrl-C in the
 * terminal does not reach the engine. The umask makes the database file private.
 */
const startWithWatcher =
  'umask 077; exec 3<&0; "$@" </dev/null 3<&- & engine=$!; (read -r _ <&3; kill $engine 2>/dev/null) & wait $engine';

/** Starts dynoxide on a file in the data directory, or uses the engine at `externalEndpoint`. */
export async function startEngine(dataDir: string, externalEndpoint: string | undefined): Promise<Engine> {
  if (externalEndpoint) {
    await untilReady(externalEndpoint, () => false);
    return { endpoint: externalEndpoint, databaseFile: undefined, stop: async () => undefined };
  }
  const databaseFile = join(dataDir, "dynamodb.sqlite");
  const port = await freePort();
  const child = spawnEngine(port, databaseFile);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.once("error", () => undefined); // it then never gets ready
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = () => endProcess(child, exited);
  try {
    await untilReady(endpoint, () => child.exitCode !== null || child.signalCode !== null);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, databaseFile, stop };
}

/** @throws StartupError if dynoxide is not installed */
function spawnEngine(port: number, databaseFile: string): ChildProcess {
  const binary = findBinary();
  if (!binary) throw new StartupError(missingEngine);
  const options = ["--host", "127.0.0.1", "--port", String(port), "--db-path", databaseFile];
  return spawn("/bin/sh", ["-c", startWithWatcher, "dynoxide", binary, ...options], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
}

function findBinary(): string | undefined {
  const onPath = (process.env.PATH ?? "").split(delimiter).map((dir) => join(dir, "dynoxide"));
  return [packagedBinary(), ...onPath].find((path) => path !== undefined && isExecutable(path));
}

function packagedBinary(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/dynoxide`);
  } catch {
    return undefined;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function untilReady(endpoint: string, hasExited: () => boolean): Promise<void> {
  const { call, close } = connectEngine(endpoint);
  const deadline = Date.now() + 10_000;
  try {
    while (Date.now() < deadline && !hasExited()) {
      const answer = await call("DynamoDB_20120810.ListTables", {}).catch(() => undefined);
      if (answer?.status === 200) return;
      await delay(10);
    }
  } finally {
    close();
  }
  throw new StartupError(
    `the DynamoDB engine does not answer at ${endpoint}${hasExited() ? ": it exited" : ""}`,
  );
}

async function endProcess(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
  if (child.pid !== undefined) await exited;
  clearTimeout(timer);
}
