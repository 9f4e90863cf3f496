import { randomUUID } from "node:crypto";
import type { Contender, Room } from "../contenders/contender.ts";
import type { Findings, Row } from "../report/section.ts";
import { median, percentile } from "../statistics.ts";
import { countDeliveryErrors, type Delivery, type DeliveryErrors } from "./delivery-errors.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { type Rounds, runInTurns } from "./rounds.ts";
import { body } from "./timed-send.ts";

const SENDERS = 8;
const SIZE = 10;
/** Members who only listen: their deliveries are compared. */
const listeners = [8, 9] as const;
/** The longest wait for the last deliveries, in milliseconds. */
const TIMEOUT_MS = 5000;

/** Eight users send to one chat at once: throughput, losses, and the order of the deliveries. */
export const hotChat: Measure = {
  name: "hot-chat",
  about: "one chat with 8 senders at once: speed, losses, order",
  run: async (context) => {
    const rooms = new Map<string, Room>();
    for (const contender of context.contenders) {
      rooms.set(contender.name, await (await context.startOnce(contender)).openRoom(SIZE));
    }
    context.progress("hot-chat: 8 senders");
    const rounds = await runInTurns(context.contenders, context.sizes.rounds, async ({ name }) => {
      const room = rooms.get(name);
      if (room === undefined) throw new Error(`no room of ${name}`);
      return burst(room, context.sizes.hotMessages);
    });
    for (const room of rooms.values()) room.drop();
    return findings(rounds, context);
  },
};

interface Burst extends DeliveryErrors {
  readonly messagesPerSecond: number;
  readonly acknowledged: readonly number[];
  /** Sends that failed because the chat was busy for too long. */
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
  const deadline = performance.now() + TIMEOUT_MS;
  const missing = () => [...came.values()].some((deliveries) => deliveries.length < ids.size);
  while (missing() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  return {
    messagesPerSecond: ids.size / seconds,
    acknowledged,
    refused,
    ...countDeliveryErrors([...came.values()], ids),
  };
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

function findings(rounds: Rounds<Burst>, { contenders, sizes }: MeasureContext): Findings {
  const rows = contenders.map((contender) => rowOf(contender, rounds.get(contender.name) ?? []));
  const own = rows.filter(({ name }) => name === "websocket" || name === "rest");
  const lost = own.reduce((sum, row) => sum + Number(row.lost), 0);
  const section = {
    title: "Hot chat",
    notes: [
      `A chat of ${SIZE} with ${SENDERS} senders at once. Each sends ${sizes.hotMessages} messages, one after the acknowledgement of the other; ${sizes.rounds} rounds. Losses, doubles and order as two listeners saw them on their sockets.`,
      "“Out of order” counts deliveries after a later one: by `seq` for the project, whose clients restore the order by it; for the others against the other listener, without saying which of the two is right.",
      "Only the project numbers a chat without gaps, so only its senders wait for each other.",
    ],
    columns,
    rows,
  };
  if (own.length === 0) return { sections: [section] };
  const metric = "lost in a hot chat (clients repair doubles and order by seq)";
  return { sections: [section], targets: [{ metric, target: "0", measured: `${lost}`, met: lost === 0 }] };
}
