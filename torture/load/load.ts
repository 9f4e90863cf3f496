import { setTimeout } from "node:timers/promises";
import type { LocalCloud } from "../../local/local-cloud.ts";
import { Crowd } from "./crowd.ts";
import { Tally } from "./tally.ts";

export interface LoadSettings {
  readonly sockets: number;
  readonly chats: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Told after each tenth of the messages. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface LoadProgress {
  readonly sent: number;
  readonly answered: number;
  /** Bytes that the process holds. */
  readonly memory: number;
}

export interface LoadResult {
  readonly acknowledged: number;
  /** Milliseconds from a send to its acknowledgement. */
  readonly latency: { readonly half: number; readonly most: number };
  /** Events that recipients must get of what was acknowledged, and those that came. */
  readonly due: number;
  readonly came: number;
  /** Bytes that the process holds, at the end of each tenth of the time. */
  readonly memory: readonly number[];
  /** Of CPU per message, without the engine's. */
  readonly cpuMs: number;
  /** Milliseconds until all who came back at once had an answer, and how many have one. */
  readonly reconnecting: { readonly ms: number; readonly served: number };
}

/** For the last pushes to arrive. */
const lastPushesMs = 3000;
const longestAnswerMs = 60_000;
const parts = 10;

/** A socket of each user; users of a chat stand next to each other. In the end all come back at once. */
export async function load(
  cloud: LocalCloud,
  userIds: readonly string[],
  settings: LoadSettings,
): Promise<LoadResult> {
  const total = settings.perSecond * settings.seconds;
  const tally = new Tally(total, settings.sockets / settings.chats - 1);
  const crowd = new Crowd(cloud, userIds, tally);
  await crowd.connect();
  const chats = await crowd.startChats(settings.chats);
  const before = process.cpuUsage();
  const memory: number[] = [];
  await sendAll(settings, {
    send: (index) => crowd.send(chats, index),
    afterPart: (sent) => {
      const { rss } = process.memoryUsage();
      memory.push(rss);
      settings.onProgress?.({ sent, answered: tally.answered, memory: rss });
    },
  });
  await until(() => tally.answered >= total);
  const { user, system } = process.cpuUsage(before);
  await setTimeout(lastPushesMs);
  const reconnecting = await crowd.reconnect(longestAnswerMs);
  crowd.leave();
  return { ...tally.result(), cpuMs: (user + system) / 1000 / total, memory, reconnecting };
}

interface Sending {
  send(index: number): void;
  /** After each tenth. */
  afterPart(sent: number): void;
}

/** At their pace, whether they are answered or not. */
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

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + longestAnswerMs;
  while (!isSo() && Date.now() < deadline) await setTimeout(100);
}
