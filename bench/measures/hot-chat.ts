import { randomUUID } from "node:crypto";
import type { Room } from "../contenders/contender.ts";
import type { Findings, Row } from "../report/section.ts";
import { median, percentile } from "../statistics.ts";
import { body } from "./exchange.ts";
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

interface Burst {
  readonly messagesPerSecond: number;
  readonly acknowledged: readonly number[];
  /** Sends that failed, as the chat was too busy for too long. */
  readonly refused: number;
  readonly lost: number;
  readonly doubled: number;
  /** Deliveries that a listener got after one that stands behind it. */
  readonly late: number;
}

interface Delivery {
  readonly id: string;
  readonly seq: number | undefined;
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

/** What listeners saw, against what was sent. The order is that of `seq`, or that of the first listener. */
export function judged(
  seen: readonly (readonly Delivery[])[],
  ids: ReadonlySet<string>,
): Pick<Burst, "lost" | "doubled" | "late"> {
  const orderOfFirst = new Map(seen[0]?.map(({ id }, index) => [id, index]));
  let lost = 0;
  let doubled = 0;
  let late = 0;
  for (const deliveries of seen) {
    const distinct = new Set(deliveries.map(({ id }) => id));
    lost += [...ids].filter((id) => !distinct.has(id)).length;
    doubled += deliveries.length - distinct.size;
    let furthest = -1;
    for (const { id, seq } of deliveries) {
      const place = seq ?? orderOfFirst.get(id) ?? furthest;
      if (place < furthest) late += 1;
      furthest = Math.max(furthest, place);
    }
  }
  return { lost, doubled, late };
}

function findings(rounds: Rounds<Burst>, { contenders, sizes }: Bench): Findings {
  const total = (bursts: readonly Burst[], what: "refused" | "lost" | "doubled" | "late") =>
    bursts.reduce((sum, one) => sum + one[what], 0);
  const rows: Row[] = contenders.map(({ name, label }) => {
    const bursts = rounds.get(name) ?? [];
    return {
      name,
      contender: label,
      rate: median(bursts.map(({ messagesPerSecond }) => messagesPerSecond)),
      ackP50: median(bursts.flatMap((one) => one.acknowledged)),
      ackP99: percentile(
        bursts.flatMap((one) => one.acknowledged),
        0.99,
      ),
      refused: total(bursts, "refused"),
      lost: total(bursts, "lost"),
      doubled: total(bursts, "doubled"),
      late: total(bursts, "late"),
    };
  });
  const own = rows.filter(({ name }) => name === "websocket" || name === "rest");
  const broken = own.reduce((sum, { lost, doubled }) => sum + Number(lost) + Number(doubled), 0);
  const section = {
    title: "Hot chat",
    notes: [
      `A chat of ${SIZE} with ${SENDERS} senders at once, each of whom sends ${sizes.hotMessages} messages, the next one when the last is acknowledged; ${sizes.rounds} rounds. Losses, doubles and order as two listeners saw them on their sockets.`,
      "“Out of order” counts arrivals behind a later one: by `seq` where there is one, which is how the project's clients put them back; else against what the other listener saw, and then nobody can say who is right.",
      "Only the project numbers a chat without gaps, so only here the senders wait for each other.",
    ],
    columns: [
      { key: "contender", title: "contender" },
      { key: "rate", title: "messages/s", digits: 0 },
      { key: "ackP50", title: "ack p50, ms" },
      { key: "ackP99", title: "ack p99, ms" },
      { key: "refused", title: "refused", digits: 0 },
      { key: "lost", title: "lost", digits: 0 },
      { key: "doubled", title: "doubled", digits: 0 },
      { key: "late", title: "out of order", digits: 0 },
    ],
    rows,
  };
  if (own.length === 0) return { sections: [section] };
  const measured = `${broken} lost or doubled`;
  const metric = "lost, doubled after the client's dedupe by seq, hot chat";
  return { sections: [section], targets: [{ metric, target: "0", measured, met: broken === 0 }] };
}
