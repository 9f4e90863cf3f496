import { randomUUID } from "node:crypto";
import type { Contender, Room } from "../contenders/contender.ts";
import type { Findings, Row } from "../report/section.ts";
import { median, percentile } from "../statistics.ts";
import { body } from "./exchange.ts";
import { type Delivery, type Judgement, judged } from "./judged.ts";
import type { Bench, Measure } from "./measure.ts";
import { interleaved, type Rounds } from "./rounds.ts";

const SENDERS = 8;
const SIZE = 10;
/** Members who only listen: their orders are compared. */
const listeners = [8, 9] as const;
/** For the last deliveries, in milliseconds. */
const LAST_MS = 5000;

/** Eight people write in the same chat at the same time: who loses to whom, and does everybody see the same? */
export const hotChat: Measure = {
  name: "hot-chat",
  about: "one chat with 8 senders at once: speed, losses, order",
  run: async (bench) => {
    const rooms = new Map<string, Room>();
    for (const contender of bench.contenders) {
      rooms.set(contender.name, await (await bench.running(contender)).openRoom(SIZE));
    }
    bench.progress("hot-chat: 8 senders");
    const rounds = await interleaved(bench.contenders, bench.sizes.rounds, async ({ name }) => {
      const room = rooms.get(name);
      if (room === undefined) throw new Error(`no room of ${name}`);
      return burst(room, bench.sizes.hotMessages);
    });
    for (const room of rooms.values()) room.drop();
    return findings(rounds, bench);
  },
};

interface Burst extends Judgement {
  readonly messagesPerSecond: number;
  readonly acknowledged: readonly number[];
  /** Sends that failed, as the chat was too busy for too long. */
  readonly refused: number;
}

async function burst(room: Room, messages: number): Promise<Burst> {
  const came = new Map<number, Delivery[]>(listeners.map((member) => [member, []]));
  room.listen((member, id, seq) => came.get(member)?.push({ id, seq }));
  const acknowledged: number[] = [];
  const ids = new Set<string>();
  let refused = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: SENDERS }, async (_, sender) => {
      for (let index = 0; index < messages; index += 1) {
        const id = randomUUID();
        const sent = performance.now();
        const accepted = await room.send(sender, id, body).then(
          () => true,
          () => false,
        );
        if (!accepted) {
          refused += 1;
          continue;
        }
        ids.add(id);
        acknowledged.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const deadline = performance.now() + LAST_MS;
  const missing = () => [...came.values()].some((deliveries) => deliveries.length < ids.size);
  while (missing() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  return { messagesPerSecond: ids.size / seconds, acknowledged, refused, ...judged([...came.values()], ids) };
}

const columns = [
  { key: "contender", title: "contender" },
  { key: "rate", title: "messages/s", digits: 0 },
  { key: "ackP50", title: "ack p50, ms" },
  { key: "ackP99", title: "ack p99, ms" },
  { key: "refused", title: "refused", digits: 0 },
  { key: "lost", title: "lost", digits: 0 },
  { key: "doubled", title: "doubled", digits: 0 },
  { key: "late", title: "out of order", digits: 0 },
];

function rowOf({ name, label }: Contender, bursts: readonly Burst[]): Row {
  const total = (what: "refused" | "lost" | "doubled" | "late") =>
    bursts.reduce((sum, one) => sum + one[what], 0);
  const acknowledged = bursts.flatMap((one) => one.acknowledged);
  return {
    name,
    contender: label,
    rate: median(bursts.map(({ messagesPerSecond }) => messagesPerSecond)),
    ackP50: median(acknowledged),
    ackP99: percentile(acknowledged, 0.99),
    refused: total("refused"),
    lost: total("lost"),
    doubled: total("doubled"),
    late: total("late"),
  };
}

function findings(rounds: Rounds<Burst>, { contenders, sizes }: Bench): Findings {
  const rows = contenders.map((contender) => rowOf(contender, rounds.get(contender.name) ?? []));
  const own = rows.filter(({ name }) => name === "websocket" || name === "rest");
  const lost = own.reduce((sum, row) => sum + Number(row.lost), 0);
  const section = {
    title: "Hot chat",
    notes: [
      `A chat of ${SIZE} with ${SENDERS} senders at once, each of whom sends ${sizes.hotMessages} messages, the next one when the last is acknowledged; ${sizes.rounds} rounds. Losses, doubles and order as two listeners saw them on their sockets.`,
      "“Out of order” counts arrivals behind a later one: by `seq` where there is one, which is how the project's clients put them back; else against what the other listener saw, and then nobody can say who is right.",
      "Only the project numbers a chat without gaps, so only here the senders wait for each other.",
    ],
    columns,
    rows,
  };
  if (own.length === 0) return { sections: [section] };
  const metric = "lost in a hot chat; doubles and order are mended by seq";
  return { sections: [section], targets: [{ metric, target: "0", measured: `${lost}`, met: lost === 0 }] };
}
