import type { Cloud } from "../contenders/cloud.ts";
import type { CloudRoom } from "../contenders/cloud-room.ts";
import { each, type Started } from "../contenders/contender.ts";
import { difference, totalOf } from "../servers/usage.ts";
import { median } from "../statistics.ts";
import { exchange, exchanges } from "./exchange.ts";
import { growthFindings, type Sample, SIZE } from "./growth-findings.ts";
import type { Bench, Measure } from "./measure.ts";
import { settledUsage } from "./settled.ts";

const CONNECTIONS_PER_CHAT = 10;

/** Does a message cost more where there is more of anything else? */
export const growth: Measure = {
  name: "growth",
  about: "cost and time of a send against connections, chats, length of the log, size of the location",
  run: async (bench) => {
    const cloud = await bench.cloud();
    const samples = [
      ...(await byLength(bench, cloud)),
      ...(await byChats(bench, cloud)),
      ...(await byLocation(bench, cloud)),
      ...(await byConnections(bench, { what: "connections", running: cloud })),
    ];
    const scanning = bench.contenders.find(({ name }) => name === "scan-connections");
    if (scanning !== undefined) {
      const running = await bench.running(scanning);
      samples.push(...(await byConnections(bench, { what: "connections, scanned", running })));
    }
    return growthFindings(samples, bench.sizes);
  },
};

async function byLength(bench: Bench, cloud: Cloud): Promise<Sample[]> {
  const scenes: Scene[] = [];
  for (const length of bench.sizes.growth.length) {
    bench.progress(`growth: a log of ${length}`);
    const userIds = await cloud.people(SIZE);
    const chatId = await cloud.seededChat({ userIds, subject: "Long", length, filler: "subjects" });
    scenes.push({ size: length, room: await cloud.openRoom(SIZE, { door: "websocket", userIds, chatId }) });
  }
  return measured("entries in the log", scenes, { bench, running: cloud });
}

async function byChats(bench: Bench, cloud: Cloud): Promise<Sample[]> {
  const scenes: Scene[] = [];
  for (const chats of bench.sizes.growth.chatsPerUser) {
    bench.progress(`growth: senders with ${chats} chats`);
    const userIds = await cloud.people(SIZE);
    const [busy = ""] = userIds;
    const [other = ""] = await cloud.people(1);
    await each(Array.from({ length: chats - 1 }), 8, async (_, index) => {
      const pair = { userIds: [busy, other], subject: `Deal ${index}` };
      await cloud.seededChat({ ...pair, length: 1, filler: "subjects" });
    });
    scenes.push({ size: chats, room: await cloud.openRoom(SIZE, { door: "websocket", userIds }) });
  }
  return measured("chats of the sender", scenes, { bench, running: cloud, sender: 0 });
}

async function byLocation(bench: Bench, cloud: Cloud): Promise<Sample[]> {
  const scenes: Scene[] = [];
  for (const size of bench.sizes.growth.location) {
    bench.progress(`growth: a location of ${size} users`);
    const location = await cloud.elsewhere(`loc-of-${size}`);
    const userIds = (await location.people(Math.max(size, SIZE))).slice(0, SIZE);
    scenes.push({ size, room: await location.openRoom(SIZE, { door: "websocket", userIds }) });
  }
  return measured("users of the location", scenes, { bench, running: cloud });
}

/** Connections of people in other chats, each kept open while the next size is measured. */
async function byConnections(
  bench: Bench,
  { what, running }: { readonly what: string; readonly running: Started },
): Promise<Sample[]> {
  const room = await running.openRoom(SIZE);
  const idle: { drop(): void }[] = [];
  const samples: Sample[] = [];
  let connections = SIZE;
  for (const size of bench.sizes.growth.connections) {
    bench.progress(`growth: ${size} ${what}`);
    for (; connections + CONNECTIONS_PER_CHAT <= size; connections += CONNECTIONS_PER_CHAT) {
      idle.push(await running.openRoom(CONNECTIONS_PER_CHAT));
    }
    samples.push(...(await measured(what, [{ size, room }], { bench, running })));
  }
  for (const one of [...idle, room]) one.drop();
  return samples;
}

interface Scene {
  readonly size: number;
  readonly room: Pick<CloudRoom, "size" | "send" | "listen" | "drop" | "connect">;
}

interface Setting {
  readonly bench: Bench;
  readonly running: Started;
  /** @default all in turn */
  readonly sender?: number;
}

/** Rounds over all sizes in turn; units and calls only of what runs while the sender waits. */
async function measured(
  what: string,
  scenes: readonly Scene[],
  { bench, running, sender }: Setting,
): Promise<Sample[]> {
  await settledUsage(running); // what seeding set off
  const { messages } = bench.sizes.growth;
  const rounds = scenes.map(() => [] as Omit<Sample, "what" | "size">[]);
  for (const { room } of scenes) await exchanges(room, room.size); // each sender's sandbox is warm
  for (let round = 0; round < bench.sizes.rounds; round += 1) {
    for (const [index, { room }] of scenes.entries()) {
      const before = await running.usage();
      const times: number[] = [];
      for (let message = 0; message < messages; message += 1) {
        const { deliveries } = await exchange(room, sender ?? message % room.size);
        times.push(...deliveries);
      }
      const used = totalOf(difference(before, await running.usage()), "Websocket", "server");
      const units = (used.readUnits + used.writeUnits) / messages;
      rounds[index]?.push({ units, calls: used.tableCalls / messages, deliver: median(times) });
    }
  }
  if (scenes.length > 1) for (const { room } of scenes) room.drop();
  return scenes.map(({ size }, index) => ({ what, size, ...typical(rounds[index] ?? []) }));
}

function typical(rounds: readonly Omit<Sample, "what" | "size">[]) {
  return {
    units: median(rounds.map(({ units }) => units)),
    calls: median(rounds.map(({ calls }) => calls)),
    deliver: median(rounds.map(({ deliver }) => deliver)),
  };
}
