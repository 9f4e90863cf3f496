import { globSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SandboxSettings } from "../../local/lambda/sandbox.ts";
import { startLocalCloud } from "../../local/local-cloud.ts";
import { runInTurns } from "../measures/rounds.ts";
import { median } from "../statistics.ts";
import { initTime } from "./init-time.ts";

/** Init time at most, in times of a hello-world's (`docs/adr/0017-init-time-is-the-limit-of-a-bundle.md`). */
export const INIT_LIMIT = 4.5;

export interface Bundle {
  /** The name of the function's entry point. */
  readonly name: string;
  /** All its files, also those that are loaded on demand; without source maps. */
  readonly bytes: number;
  /** Median milliseconds until the module is loaded in a fresh sandbox. */
  readonly init: number;
  /** Median ratio to a hello-world handler in the same round. */
  readonly ratio: number;
}

const hello: SandboxSettings & { readonly name: string } = {
  name: "hello-world",
  moduleUrl: new URL("./hello-world.mjs", import.meta.url).href,
  exportName: "handler",
  environment: {},
  memoryMegabytes: 128,
  context: {},
  output: (stream) => stream.resume(),
};

/** Measures the init time and the size of each function's bundle, in its environment of the local cloud. The first is a hello-world. */
export async function measureBundles(assemblyDir: string, rounds: number): Promise<Bundle[]> {
  const log = () => undefined;
  const cloud = await startLocalCloud({ port: 0, assemblyDir, demoData: false, log });
  try {
    const handlers = cloud.functions.map(({ settings }) => ({ ...settings, name: shortName(settings.name) }));
    const times = await runInTurns([hello, ...handlers], rounds, initTime);
    const floor = times.get(hello.name) ?? [];
    return [hello, ...handlers].map(({ name, moduleUrl }) => {
      const inits = times.get(name) ?? [];
      const ratio = median(inits.map((init, index) => init / (floor[index] ?? Number.NaN)));
      return { name, bytes: bytesBeside(moduleUrl), init: median(inits), ratio };
    });
  } finally {
    await cloud.stop();
  }
}

function bytesBeside(moduleUrl: string): number {
  const folder = dirname(fileURLToPath(moduleUrl));
  return globSync("*.mjs", { cwd: folder }).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

/** Shortens `internal-chat-dev-FunctionsChatsA8EB9160` to `chats`. */
function shortName(functionName: string): string {
  return functionName.match(/Functions([A-Za-z]+?)[0-9A-F]{8}$/)?.[1]?.toLowerCase() ?? functionName;
}
