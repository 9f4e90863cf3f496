import type { Contender, Room } from "../contenders/contender.ts";
import type { Chart, Findings, Row, Target } from "../report/section.ts";
import { median, percentile } from "../statistics.ts";
import { type Measure, type MeasureContext, ratioText } from "./measure.ts";
import { type Rounds, runInTurns } from "./rounds.ts";
import { type SendTiming, timedSends } from "./timed-send.ts";

/** The time from send to acknowledgement and to delivery, of all contenders in turn. */
export const latency: Measure = {
  name: "latency",
  about: "send to ack and send to delivery, in chats of several sizes",
  run: async (context) => {
    const rows: Row[] = [];
    for (const size of context.sizes.chats) {
      context.progress(`latency: chats of ${size}`);
      rows.push(...(await chatsOf(size, context)));
    }
    return findings(rows, context);
  },
};

async function chatsOf(size: number, context: MeasureContext): Promise<Row[]> {
  const rooms = new Map<string, Room>();
  for (const contender of context.contenders) {
    rooms.set(contender.name, await (await context.startOnce(contender)).openRoom(size));
  }
  const rounds = await runInTurns(context.contenders, context.sizes.rounds, ({ name }) => {
    const room = rooms.get(name);
    return room ? timedSends(room, context.sizes.messages) : Promise.resolve([]);
  });
  for (const room of rooms.values()) room.drop();
  return context.contenders.map((contender) => rowOf(contender, size, rounds));
}

const deliveriesOf = (round: readonly SendTiming[]) => round.flatMap(({ deliveries }) => deliveries);
const acknowledgedOf = (round: readonly SendTiming[]) => round.map(({ acknowledged }) => acknowledged);

function rowOf({ name, label }: Contender, size: number, all: Rounds<SendTiming[]>): Row {
  const rounds = all.get(name) ?? [];
  const floor = all.get("floor") ?? [];
  // Compares with the floor of the same round: both had the same load on the machine.
  const ratios = rounds.map(
    (round, index) => median(deliveriesOf(round)) / median(deliveriesOf(floor[index] ?? [])),
  );
  return {
    size,
    name,
    contender: label,
    ackP50: median(rounds.map((round) => median(acknowledgedOf(round)))),
    ackP99: percentile(rounds.flatMap(acknowledgedOf), 0.99),
    deliverP50: median(rounds.map((round) => median(deliveriesOf(round)))),
    deliverP99: percentile(rounds.flatMap(deliveriesOf), 0.99),
    ratio: median(ratios),
    lost: rounds.flat().reduce((lost, timedSend) => lost + timedSend.lost, 0),
  };
}

function findings(rows: readonly Row[], { contenders, sizes }: MeasureContext): Findings {
  const chart: Chart = {
    id: "latency",
    title: "Send to delivery, median",
    x: "participants of the chat",
    y: "ms",
    series: contenders.map(({ name, label }) => ({
      name: label,
      points: rows
        .filter((row) => row.name === name)
        .map((row) => [Number(row.size), Number(row.deliverP50)] as const),
    })),
  };
  const section = {
    title: "Latency",
    notes: [
      `One message after the other, with senders in turn; ${sizes.rounds} rounds of ${sizes.messages} messages, with contenders in turn. p50 is the median of the rounds' medians, p99 is over all messages. The ratio is the median of the rounds' ratios of delivery p50.`,
      "Milliseconds of one small machine on which clients, servers and the engine share the cores. They include no network and none of AWS's own times, which add some 5 to 10 ms per table call and post. Compare contenders, not clouds.",
      "The project runs all that it deploys: authorizer, two gateways with their checks, a Lambda in a sandbox, IAM on each call. The others are one process each.",
    ],
    columns: [
      { key: "size", title: "participants", digits: 0 },
      { key: "contender", title: "contender" },
      { key: "ackP50", title: "ack p50, ms" },
      { key: "ackP99", title: "ack p99, ms" },
      { key: "deliverP50", title: "delivery p50, ms" },
      { key: "deliverP99", title: "delivery p99, ms" },
      { key: "ratio", title: "delivery ÷ floor", digits: 2 },
      { key: "lost", title: "lost", digits: 0 },
    ],
    rows,
    charts: [chart],
  };
  return { sections: [section], targets: [target(rows, 10, 2), target(rows, 50, 3)].flat() };
}

function target(rows: readonly Row[], size: number, atMost: number): Target[] {
  const row = rows.find((candidate) => candidate.size === size && candidate.name === "websocket");
  if (row === undefined) return [];
  return [
    {
      metric: `send → delivery, p50, chat of ${size}, WebSocket, against bare PutItem + ws.send`,
      target: `≤ ${atMost.toFixed(1)}×`,
      measured: ratioText(Number(row.ratio)),
      met: Number(row.ratio) <= atMost,
    },
  ];
}
