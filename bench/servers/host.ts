import { setTimeout } from "node:timers/promises";
import { startFloor } from "./floor.ts";
import { startHostedCloud } from "./hosted-cloud.ts";
import { startRawBroadcast } from "./raw-broadcast.ts";
import { startRowPerParticipant } from "./row-per-participant.ts";
import { startSameCalls } from "./same-calls.ts";
import { startScanConnections } from "./scan-connections.ts";
import type { Server } from "./server.ts";
import { startSocketIo } from "./socket-io.ts";
import type { Memory } from "./usage.ts";

/** A process with one server in it, named by the first argument; the second one is for it. */
const starters: Readonly<Record<string, (argument: string) => Promise<Server>>> = {
  floor: startFloor,
  "local-cloud": startHostedCloud,
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

/** The parent's end is the end: no server outlives its benchmark. */
process.once("disconnect", () => {
  process.on("uncaughtException", () => undefined); // an engine that ended first: nobody waits for answers now
  void server.stop().finally(() => process.exit(0));
});
process.on("message", (question: unknown) => void answer(Object(question)));
process.send?.({ id: 0, answer: server.address });

async function answer({ id, ask }: { readonly id?: unknown; readonly ask?: unknown }): Promise<void> {
  process.send?.({ id, answer: ask === "usage" ? server.usage() : await memory() });
}

/** What finalizers let go of, only the next collection frees. */
async function memory(): Promise<Memory> {
  for (let collection = 0; collection < 3; collection += 1) {
    globalThis.gc?.();
    await setTimeout(50);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, held: heapUsed + external };
}
