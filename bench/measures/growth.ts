import pLimit from "p-limit";
import type { Cloud } from "../contenders/cloud.ts";
import type { CloudRoom } from "../contenders/cloud-room.ts";
import type { RunningContender } from "../contenders/contender.ts";
import { totalOf, usageBetween } from "../servers/usage.ts";
import { median } from "../statistics.ts";
import { growthFindings, type Sample, SIZE } from "./growth-findings.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { timedSend, timedSends } from "./timed-send.ts";
import { waitUntilIdle } from "./wait-until-idle.ts";

const CONNECTIONS_PER_CHAT = 10;
/** Chats seeded at once. */
const SEEDING = 8;

/** The growth of a send's cost and time with the log, the sender's chats, the location and the connections. */
export const growth: Measure = {
  name: "growth",
  about: "cost and time of a send against connections, chats, length of the log, size of the location",
  run: async (context) => {
    const cloud = await context.cloud();
    const samples = [
      ...(await byLength(context, cloud)),
      ...(await byChats(context, cloud)),
      ...(await byLocation(context, cloud)),
      ...(await byConnections(context, { what: "connections", running: cloud })),
    ];
    const scanning = context.contenders.find(({ name }) => name === "scan-connections");
    if (scanning !== undefined) {
      const running = await context.startOnce(scanning);
      samples.push(...(await byConnections(context, { what: "connections, scanned", running })));
    }
    return growthFindings(samples, context.sizes);
  },
};

async function byLength(context: MeasureContext, cloud: Cloud): Promise<Sample[]> {
  const rooms: SizedRoom[] = [];
  for (const length of context.sizes.growth.length) {
    context.progress(`growth: a log of ${length}`);
    const userIds = await cloud.createUsers(SIZE);
    const chatId = await cloud.seedChat({ userIds, subject: "Long", length, filler: "subjects" });
    rooms.push({
      size: length,
      room: await cloud.openRoom(SIZE, { transport: "websocket", userIds, chatId }),
    });
  }
  return measured("entries in the log", rooms, { context, running: cloud });
}

async function byChats(context: MeasureContext, cloud: Cloud): Promise<Sample[]> {
  const rooms: SizedRoom[] = [];
  for (const chats of context.sizes.growth.chatsPerUser) {
    context.progress(`growth: senders with ${chats} chats`);
    const userIds = await cloud.createUsers(SIZE);
    const [busy = ""] = userIds;
    const [other = ""] = await cloud.createUsers(1);
    await pLimit(SEEDING).map(Array.from({ length: chats - 1 }), async (_, index) => {
      const pair = { userIds: [busy, other], subject: `Deal ${index}` };
      await cloud.seedChat({ ...pair, length: 1, filler: "subjects" });
    });
    rooms.push({ size: chats, room: await cloud.openRoom(SIZE, { transport: "websocket", userIds }) });
  }
  return measured("chats of the sender", rooms, { context, running: cloud, sender: 0 });
}

async function byLocation(context: MeasureContext, cloud: Cloud): Promise<Sample[]> {
  const rooms: SizedRoom[] = [];
  for (const size of context.sizes.growth.location) {
    context.progress(`growth: a location of ${size} users`);
    const location = await cloud.inLocation(`loc-of-${size}`);
    const userIds = (await location.createUsers(Math.max(size, SIZE))).slice(0, SIZE);
    rooms.push({ size, room: await location.openRoom(SIZE, { transport: "websocket", userIds }) });
  }
  return measured("users of the location", rooms, { context, running: cloud });
}

/** Opens connections of users in other chats; those of one size stay open for the next. */
async function byConnections(
  context: MeasureContext,
  { what, running }: { readonly what: string; readonly running: RunningContender },
): Promise<Sample[]> {
  const room = await running.openRoom(SIZE);
  const idle: { drop(): void }[] = [];
  const samples: Sample[] = [];
  let connections = SIZE;
  for (const size of context.sizes.growth.connections) {
    context.progress(`growth: ${size} ${what}`);
    for (; connections + CONNECTIONS_PER_CHAT <= size; connections += CONNECTIONS_PER_CHAT) {
      idle.push(await running.openRoom(CONNECTIONS_PER_CHAT));
    }
    samples.push(...(await measured(what, [{ size, room }], { context, running })));
  }
  for (const one of [...idle, room]) one.drop();
  return samples;
}

interface SizedRoom {
  readonly size: number;
  readonly room: Pick<CloudRoom, "size" | "send" | "listen" | "drop" | "connect">;
}

interface Sampling {
  readonly context: MeasureContext;
  readonly running: RunningContender;
  /** @default all members in turn */
  readonly sender?: number;
}

/** Measures all sizes in turn, round by round. Counts only the usage while the sender waits. */
async function measured(
  what: string,
  rooms: readonly SizedRoom[],
  { context, running, sender }: Sampling,
): Promise<Sample[]> {
  await waitUntilIdle(running); // seeding may have started work of the stream
  const { messages } = context.sizes.growth;
  const rounds = rooms.map(() => [] as Omit<Sample, "what" | "size">[]);
  for (const { room } of rooms) await timedSends(room, room.size); // warms up each sender's sandbox
  for (let round = 0; round < context.sizes.rounds; round += 1) {
    for (const [index, { room }] of rooms.entries()) {
      const before = await running.usage();
      const times: number[] = [];
      for (let message = 0; message < messages; message += 1) {
        const { deliveries } = await timedSend(room, sender ?? message % room.size);
        times.push(...deliveries);
      }
      const used = totalOf(usageBetween(before, await running.usage()), "Websocket", "server");
      const units = (used.readUnits + used.writeUnits) / messages;
      rounds[index]?.push({ units, calls: used.tableCalls / messages, deliver: median(times) });
    }
  }
  if (rooms.length > 1) for (const { room } of rooms) room.drop();
  return rooms.map(({ size }, index) => ({ what, size, ...typical(rounds[index] ?? []) }));
}

function typical(rounds: readonly Omit<Sample, "what" | "size">[]) {
  return {
    units: median(rounds.map(({ units }) => units)),
    calls: median(rounds.map(({ calls }) => calls)),
    deliver: median(rounds.map(({ deliver }) => deliver)),
  };
}
