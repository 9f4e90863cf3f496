import { setTimeout } from "node:timers/promises";
import { startCloudServer } from "./cloud-server.ts";
import { startFloor } from "./floor-server.ts";
import { startRawBroadcast } from "./raw-broadcast-server.ts";
import { startRowPerParticipant } from "./row-per-participant-server.ts";
import { startSameCalls } from "./same-calls-server.ts";
import { startScanConnections } from "./scan-connections-server.ts";
import type { Server } from "./server.ts";
import { startSocketIo } from "./socket-io-server.ts";
import type { Memory } from "./usage.ts";

/** Starts one server in this process: the first argument names it, the second is passed to it. */
const starters: Readonly<Record<string, (argument: string) => Promise<Server>>> = {
  floor: startFloor,
  "local-cloud": startCloudServer,
  "raw-broadcast": startRawBroadcast,
  "row-per-participant": startRowPerParticipant,
  "same-calls": startSameCalls,
  "scan-connections": startScanConnections,
  "socket-io": startSocketIo,
};

const [name = "", argument = ""] = process.argv.slice(2);
const start = starters[name];
if (start === undefined) throw new Error(`no server ${name}`);
const server = await start(argument);

/** Exits with the parent, so that no server outlives its benchmark. */
process.once("disconnect", () => {
  process.on("uncaughtException", () => undefined); // the engine may have stopped first; nobody waits for answers any more
  void server.stop().finally(() => process.exit(0));
});
process.on("message", (question: unknown) => void answer(Object(question)));
process.send?.({ id: 0, answer: server.address });

async function answer({ id, ask }: { readonly id?: unknown; readonly ask?: unknown }): Promise<void> {
  process.send?.({ id, answer: ask === "usage" ? server.usage() : await memory() });
}

/** Collects garbage three times: memory that finalizers release is freed by the next collection. */
async function memory(): Promise<Memory> {
  for (let collection = 0; collection < 3; collection += 1) {
    globalThis.gc?.();
    await setTimeout(50);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, held: heapUsed + external };
}
