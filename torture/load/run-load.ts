import { setTimeout } from "node:timers/promises";
import type { LocalCloud } from "../../local/local-cloud.ts";
import { LoadClients } from "./load-clients.ts";
import { Tally } from "./tally.ts";

export interface LoadSettings {
  readonly sockets: number;
  readonly chats: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Called after each tenth of the messages. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface LoadProgress {
  readonly sent: number;
  readonly answered: number;
  /** Resident memory of the process in bytes. */
  readonly memory: number;
}

export interface LoadResult {
  readonly acknowledged: number;
  /** Milliseconds from a send to its acknowledgement. */
  readonly latency: { readonly median: number; readonly longest: number };
  /** Events due to recipients for the acknowledged messages, and those that came. */
  readonly due: number;
  readonly came: number;
  /** Resident memory of the process in bytes, after each tenth of the messages. */
  readonly memory: readonly number[];
  /** CPU time per message, without the engine's. */
  readonly cpuMs: number;
  /** Milliseconds until all reconnected sockets had an answer, and the number of those that got one. */
  readonly reconnecting: { readonly ms: number; readonly served: number };
}

/** The wait for the last pushes. */
const lastPushesMs = 3000;
const longestAnswerMs = 60_000;
const parts = 10;

/**
 * Opens a socket for each user, sends at a steady rate, and reconnects all sockets at once. The users of a chat are
 * neighbours in `userIds`.
 */
export async function runLoad(
  cloud: LocalCloud,
  userIds: readonly string[],
  settings: LoadSettings,
): Promise<LoadResult> {
  const total = settings.perSecond * settings.seconds;
  const tally = new Tally(total, settings.sockets / settings.chats - 1);
  const clients = new LoadClients(cloud, userIds, tally);
  await clients.connect();
  const chats = await clients.startChats(settings.chats);
  const before = process.cpuUsage();
  const memory: number[] = [];
  await sendAll(settings, {
    send: (index) => clients.send(chats, index),
    afterPart: (sent) => {
      const { rss } = process.memoryUsage();
      memory.push(rss);
      settings.onProgress?.({ sent, answered: tally.answered, memory: rss });
    },
  });
  await until(() => tally.answered >= total);
  const { user, system } = process.cpuUsage(before);
  await setTimeout(lastPushesMs);
  const reconnecting = await clients.reconnect(longestAnswerMs);
  clients.terminate();
  return { ...tally.result(), cpuMs: (user + system) / 1000 / total, memory, reconnecting };
}

interface Sending {
  send(index: number): void;
  /** Called after each tenth of the messages. */
  afterPart(sent: number): void;
}

/** Sends at the steady rate, without waiting for acknowledgements. */
async function sendAll({ perSecond, seconds }: LoadSettings, { send, afterPart }: Sending): Promise<void> {
  const total = perSecond * seconds;
  const startedAt = performance.now();
  for (let index = 0; index < total; index += 1) {
    send(index);
    const ahead = startedAt + ((index + 1) * 1000) / perSecond - performance.now();
    if (ahead > 1) await setTimeout(ahead);
    if ((index + 1) % Math.ceil(total / parts) === 0) afterPart(index + 1);
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + longestAnswerMs;
  while (!condition() && Date.now() < deadline) await setTimeout(100);
}
