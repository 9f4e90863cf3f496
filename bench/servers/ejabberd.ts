import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort } from "../../local/free-port.ts";
import { scratchFolder } from "../scratch.ts";

/** Where Debian's package `ejabberd` puts Erlang applications. */
const libraries = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((platform) => join("/usr/lib", platform));

/** The folder that holds ejabberd, and Erlang itself; undefined where one of them is missing. */
export function findEjabberd(): string | undefined {
  const holds = (folder: string) =>
    existsSync(folder) && readdirSync(folder).some((name) => name.startsWith("ejabberd-"));
  return existsSync("/usr/bin/erl") ? libraries.find(holds) : undefined;
}

export interface Ejabberd {
  readonly url: string;
  /** Bytes of its process. */
  resident(): number;
  stop(): Promise<void>;
}

/** For the start, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * ejabberd as a process of ours: own settings, own folder, one port on loopback, no node name, so no part of
 * it is a service of the system or talks to another one.
 */
export async function startEjabberd(library: string): Promise<Ejabberd> {
  const folder = scratchFolder();
  const port = await freePort();
  const settings = join(folder, "ejabberd.yml");
  await writeFile(settings, settingsOf(port));
  const child = launch(library, folder, settings);
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    process.off("exit", kill);
    await end(child);
  };
  await untilOpen(port, child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url: `ws://127.0.0.1:${port}/ws`, resident: () => residentOf(child), stop };
}

/** Erlang alone: `ejabberdctl` would want a node name, and to be root or the package's own user. */
function launch(library: string, folder: string, settings: string): ChildProcess {
  const quiet = ["-noinput", "-kernel", "logger_level", "error", "-ejabberd", "quiet", "true"];
  const database = ["-mnesia", "dir", JSON.stringify(join(folder, "mnesia"))];
  return spawn("/usr/bin/erl", ["+K", "true", ...quiet, ...database, "-s", "ejabberd"], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      ERL_LIBS: library,
      ERL_CRASH_DUMP: "/dev/null",
      EJABBERD_CONFIG_PATH: settings,
      EJABBERD_LOG_PATH: join(folder, "ejabberd.log"),
    },
    stdio: ["pipe", "ignore", "ignore"],
  });
}

/**
 * Rooms with an archive, no history on entering, and nothing that slows down or guards. Of its own accord it
 * lets five connections wait to be accepted, so that the rest of a storm would hang.
 */
function settingsOf(port: number): string {
  return `hosts: [localhost]
loglevel: error
auth_method: [anonymous]
anonymous_protocol: login_anon
allow_multiple_connections: true
listen:
  - {port: ${port}, ip: "127.0.0.1", backlog: 1024, module: ejabberd_http, request_handlers: {/ws: ejabberd_http_ws}}
shaper_rules: {c2s_shaper: none}
access_rules: {anybody: {allow: all}}
modules:
  mod_mam: {default: always, db_type: mnesia}
  mod_muc:
    host: rooms.localhost
    access: anybody
    access_create: anybody
    access_mam: anybody
    history_size: 0
    max_users: 1000
    default_room_options: {mam: true, max_users: 1000}
`;
}

async function untilOpen(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    if (await answers(port)) return;
    await setTimeout(100);
  }
  throw new Error("ejabberd does not start");
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exited;
}

function residentOf({ pid }: ChildProcess): number {
  const kilobytes = readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)?.[1];
  return Number(kilobytes) * 1024;
}
