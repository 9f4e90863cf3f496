import type { Cloud } from "../contenders/cloud.ts";
import type { CloudRoom } from "../contenders/cloud-room.ts";
import { each, type Started } from "../contenders/contender.ts";
import type { Findings, Row, Series, Target } from "../report/section.ts";
import { difference, totalOf } from "../servers/usage.ts";
import type { Sizes } from "../sizes.ts";
import { exponent, median } from "../statistics.ts";
import { exchange, exchanges } from "./exchange.ts";
import type { Bench, Measure } from "./measure.ts";
import { settledUsage } from "./settled.ts";

/** What one message costs at some size of something. */
interface Sample {
  readonly what: string;
  readonly size: number;
  readonly units: number;
  readonly calls: number;
  /** Milliseconds, send to deliver. */
  readonly deliver: number;
}

const SIZE = 10;
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
    return findings(samples, bench.sizes);
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

function findings(samples: readonly Sample[], sizes: Sizes): Findings {
  const kinds = [...new Set(samples.map(({ what }) => what))];
  const of = (what: string) => samples.filter((sample) => sample.what === what);
  const slope = (what: string, key: "units" | "calls" | "deliver") =>
    exponent(of(what).map((sample) => ({ size: sample.size, cost: sample[key] })));
  const fits = kinds.map((what) => ({
    what,
    sizes: `${of(what)[0]?.size} … ${of(what).at(-1)?.size}`,
    units: slope(what, "units"),
    calls: slope(what, "calls"),
    deliver: slope(what, "deliver"),
  }));
  const series = (key: "units" | "deliver"): Series[] =>
    kinds.map((what) => ({
      name: what,
      points: of(what).map((sample) => [sample.size, sample[key]] as const),
    }));
  return {
    sections: [
      {
        title: "Growth: exponents",
        notes: [
          "The slope of a straight line through the logarithms of size and cost: 0 is a cost that does not grow, 1 one that grows in proportion. Cost is read and write units, and calls of the table, of one send; time is send to deliver, median.",
          "Cost is counted and repeats exactly. The exponent of time is measured on a busy machine, where the engine's file grows, too: it says that nothing explodes, not more.",
        ],
        columns: [
          { key: "what", title: "what grows" },
          { key: "sizes", title: "from … to" },
          { key: "units", title: "exponent of units", digits: 3 },
          { key: "calls", title: "exponent of calls", digits: 3 },
          { key: "deliver", title: "exponent of time", digits: 3 },
        ],
        rows: fits,
      },
      detail(samples, sizes, series),
    ],
    targets: fits.filter(({ what }) => !what.endsWith("scanned")).map(targetOf),
  };
}

function detail(samples: readonly Sample[], sizes: Sizes, series: (key: "units" | "deliver") => Series[]) {
  return {
    title: "Growth: figures",
    notes: [
      `Chats of ${SIZE}, all online, WebSocket sends; medians of ${sizes.rounds} rounds of ${sizes.growth.messages} messages. Long logs, many chats and many users are written straight into the engine, with the items that the stores would write.`,
      "“Scanned” is the design that reads all connections for each message, in one process, without gateway and Lambda.",
    ],
    columns: [
      { key: "what", title: "what grows" },
      { key: "size", title: "size", digits: 0 },
      { key: "units", title: "units per send" },
      { key: "calls", title: "table calls per send" },
      { key: "deliver", title: "deliver, ms" },
    ],
    rows: samples.map((sample): Row => ({ ...sample })),
    charts: [
      {
        id: "growth-cost",
        title: "Units of one send",
        x: "size of what grows",
        y: "units",
        series: series("units"),
      },
      {
        id: "growth-time",
        title: "Send to deliver, median",
        x: "size of what grows",
        y: "ms",
        series: series("deliver"),
      },
    ],
  };
}

function targetOf({ what, units, calls }: { what: string; units: number; calls: number }): Target {
  const worst = Math.max(units, calls);
  return {
    metric: `growth of send cost with ${what}`,
    target: "exponent ≤ 0.05",
    measured: worst.toFixed(3),
    met: worst <= 0.05,
  };
}
