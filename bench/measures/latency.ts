import type { Contender, Room } from "../contenders/contender.ts";
import type { Chart, Findings, Row, Target } from "../report/section.ts";
import { median, percentile } from "../statistics.ts";
import { type Exchange, exchanges } from "./exchange.ts";
import { type Bench, type Measure, ratioText } from "./measure.ts";
import { interleaved, type Rounds } from "./rounds.ts";

/** From sending to the acknowledgement and to the deliveries, of all contenders side by side. */
export const latency: Measure = {
  name: "latency",
  about: "send to ack and send to deliver, in chats of several sizes",
  run: async (bench) => {
    const rows: Row[] = [];
    for (const size of bench.sizes.chats) {
      bench.progress(`latency: chats of ${size}`);
      rows.push(...(await chatsOf(size, bench)));
    }
    return findings(rows, bench);
  },
};

async function chatsOf(size: number, bench: Bench): Promise<Row[]> {
  const rooms = new Map<string, Room>();
  for (const contender of bench.contenders) {
    rooms.set(contender.name, await (await bench.running(contender)).openRoom(size));
  }
  const rounds = await interleaved(bench.contenders, bench.sizes.rounds, ({ name }) => {
    const room = rooms.get(name);
    return room ? exchanges(room, bench.sizes.messages) : Promise.resolve([]);
  });
  for (const room of rooms.values()) room.drop();
  return bench.contenders.map((contender) => rowOf(contender, size, rounds));
}

const deliveriesOf = (round: readonly Exchange[]) => round.flatMap(({ deliveries }) => deliveries);
const acknowledgedOf = (round: readonly Exchange[]) => round.map(({ acknowledged }) => acknowledged);

function rowOf({ name, label }: Contender, size: number, all: Rounds<Exchange[]>): Row {
  const rounds = all.get(name) ?? [];
  const floor = all.get("floor") ?? [];
  // Each round against the floor in the same round: they met the same machine.
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
    lost: rounds.flat().reduce((lost, exchange) => lost + exchange.lost, 0),
  };
}

function findings(rows: readonly Row[], { contenders, sizes }: Bench): Findings {
  const chart: Chart = {
    id: "latency",
    title: "Send to deliver, median",
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
      `One message after the other, by senders in turn; ${sizes.rounds} rounds of ${sizes.messages} messages each, contenders in turn. p50 is the median of the rounds' medians, p99 that of all messages; the ratio is of p50 to deliver, round by round.`,
      "Milliseconds of one small machine on which clients, servers and the engine share the cores: nothing of a network, and nothing of AWS's own times, which add some 5 to 10 ms for each call of a table and each post. Compare columns, not clouds.",
      "The project runs everything that deploys: authorizer, two gateways with their checks, a Lambda in a sandbox, IAM on each call. The others are one process each.",
    ],
    columns: [
      { key: "size", title: "participants", digits: 0 },
      { key: "contender", title: "contender" },
      { key: "ackP50", title: "ack p50, ms" },
      { key: "ackP99", title: "ack p99, ms" },
      { key: "deliverP50", title: "deliver p50, ms" },
      { key: "deliverP99", title: "deliver p99, ms" },
      { key: "ratio", title: "deliver ÷ floor", digits: 2 },
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
      metric: `send → deliver, p50, chat of ${size}, WebSocket, against bare PutItem + ws.send`,
      target: `≤ ${atMost.toFixed(1)}×`,
      measured: ratioText(Number(row.ratio)),
      met: Number(row.ratio) <= atMost,
    },
  ];
}
