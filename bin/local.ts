import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChaosSettings } from "../local/chaos/chaos.ts";
import { chaosHelp, readChaos } from "../local/chaos/command-line.ts";
import { checkDataDir } from "../local/data-dir.ts";
import { listen } from "../local/free-port.ts";
import { type LocalCloud, startLocalCloud } from "../local/local-cloud.ts";
import { readSettings, type Settings, settingsHelp } from "../local/settings.ts";
import { startPage } from "../local/start-page.ts";
import { StartupError } from "../local/startup-error.ts";
import { synthesize } from "../local/synthesize.ts";

const usage = `Runs Internal Chat on this machine: the bundles that deploy, wired as the template says.

  npm start [-- --chaos [--faults kind,kind] [--seed N]]

${chaosHelp}

Environment
${settingsHelp}`;

const log = (line: string) => console.log(line);

/** Rejects if the port is taken, before the slow synthesis. */
async function checkPort(port: number): Promise<void> {
  const probe = createServer();
  try {
    await listen(probe, port);
    await new Promise((resolve) => probe.close(resolve));
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw new StartupError(
      `port ${port} ${taken ? "is taken: choose another with PORT" : `cannot be used: ${error}`}`,
    );
  }
}

interface Start {
  readonly settings: Settings;
  readonly chaos: ChaosSettings | undefined;
  readonly scratch: string;
  readonly signal: AbortSignal;
}

async function start({ settings, chaos, scratch, signal }: Start): Promise<LocalCloud> {
  await checkPort(settings.PORT);
  const dataDir = settings.DATA_DIR ?? join(scratch, "data");
  checkDataDir(dataDir);
  log("synthesizing the stack …");
  const assemblyDir = join(scratch, "assembly");
  await synthesize(assemblyDir, signal);
  const cloud = await startLocalCloud({
    port: settings.PORT,
    assemblyDir,
    dataDir,
    generalAvailability: settings.GENERAL_AVAILABILITY,
    rateLimits: settings.RATE_LIMITS,
    malwareScan: settings.MALWARE_SCAN,
    dynamodbEndpoint: settings.DYNAMODB_ENDPOINT,
    log,
  });
  log(startPage(cloud.url, cloud.dataDir));
  if (chaos) {
    cloud.chaos.start(chaos);
    log(`chaos with seed ${chaos.seed}: ${Object.keys(chaos.mix ?? {}).join(", ")}`);
  }
  log(`ready ${cloud.url}`);
  return cloud;
}

async function main(): Promise<void> {
  if (process.argv.includes("--help")) return console.log(usage);
  const settings = readSettings(process.env);
  if (typeof settings === "string") throw new StartupError(settings);
  const chaos = readChaos(process.argv.slice(2));
  const scratch = mkdtempSync(join(tmpdir(), "internal-chat-"));
  process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

  const stopping = new AbortController();
  const stopped = new Promise((resolve) => stopping.signal.addEventListener("abort", resolve));
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopping.abort());
  const cloud = await start({ settings, chaos, scratch, signal: stopping.signal }).catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  if (!cloud) return;
  await stopped;
  if (chaos) log(`faults injected: ${JSON.stringify(cloud.chaos.counts())}`);
  await cloud.stop();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error instanceof StartupError ? `error: ${error.message}` : error);
  process.exit(1);
}
