import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../free-port.ts";
import { StartupError } from "../startup-error.ts";
import { connectEngine } from "./wire.ts";

/** A running DynamoDB. */
export interface Engine {
  readonly endpoint: string;
  /** The engine's own database file; undefined where the engine is not ours. */
  readonly databaseFile: string | undefined;
  stop(): Promise<void>;
}

const missing =
  "no DynamoDB engine: install dynoxide (https://github.com/nubo-db/dynoxide) on the PATH, or set DYNAMODB_ENDPOINT to a running DynamoDB Local";

/**
 * The engine dies with its parent however that ends: the shell's standard input is a pipe of ours, and when it
 * closes, the watcher ends the engine. Its own process group keeps a Ctrl-C in the terminal from it.
 */
const guarded =
  'exec 3<&0; "$@" </dev/null 3<&- & engine=$!; (read -r _ <&3; kill $engine 2>/dev/null) & wait $engine';

/** Starts dynoxide on a file in the data directory, or uses the engine at `externalEndpoint`. */
export async function startEngine(dataDir: string, externalEndpoint: string | undefined): Promise<Engine> {
  if (externalEndpoint) {
    await untilReady(externalEndpoint, () => false);
    return { endpoint: externalEndpoint, databaseFile: undefined, stop: async () => undefined };
  }
  const binary = findBinary();
  if (!binary) throw new StartupError(missing);
  const databaseFile = join(dataDir, "dynamodb.sqlite");
  const port = await freePort();
  const child = spawn(
    "/bin/sh",
    [
      "-c",
      guarded,
      "dynoxide",
      binary,
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
      "--db-path",
      databaseFile,
    ],
    { stdio: ["pipe", "ignore", "ignore"], detached: true },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.once("error", () => undefined); // then it never gets ready
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
  const patience = setTimeout(() => child.kill("SIGKILL"), 3000);
  if (child.pid !== undefined) await exited;
  clearTimeout(patience);
}
