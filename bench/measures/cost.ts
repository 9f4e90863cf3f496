import type { Contender } from "../contenders/contender.ts";
import { assumed } from "../cost/duration.ts";
import { type MessageUse, partOf, priceOf } from "../cost/message-price.ts";
import { minimumPerMillion, prices } from "../cost/prices.ts";
import { readStackFacts, type StackFacts } from "../cost/stack-facts.ts";
import type { Chart, Findings, Row, Target } from "../report/section.ts";
import { difference, totalOf, type Usage } from "../servers/usage.ts";
import { exchange, exchanges } from "./exchange.ts";
import { type Bench, type Measure, ratioText } from "./measure.ts";
import { settledUsage } from "./settled.ts";

const MESSAGES = 10;
/** What runs while the sender waits, by parts of function names; the stream comes later. */
const sendPath = ["Authorizer", "Chats", "Websocket", "server"];
const stream = ["Stream"];
/** Those that keep messages in the table. */
const priced = ["websocket", "rest", "floor", "row-per-participant", "scan-connections"];

/** What one message uses, and what that costs against the least that it must. */
export const cost: Measure = {
  name: "cost",
  about: "units, posts and publishes per message, and their price",
  run: async (bench) => {
    const facts = readStackFacts(bench.assemblyDir);
    const rows: Row[] = [];
    for (const size of bench.sizes.chats) {
      for (const contender of bench.contenders.filter(({ name }) => priced.includes(name))) {
        bench.progress(`cost: ${contender.name}, chats of ${size}`);
        rows.push(await rowOf(contender, size, { bench, facts }));
      }
    }
    return findings(rows);
  },
};

async function rowOf(
  contender: Contender,
  size: number,
  { bench, facts }: { readonly bench: Bench; readonly facts: StackFacts },
): Promise<Row> {
  const running = await bench.running(contender);
  const room = await running.openRoom(size);
  await exchange(room, 0);
  const before = await settledUsage(running);
  await exchanges(room, MESSAGES);
  const usage = difference(before, await settledUsage(running));
  room.drop();
  const path = partOf(usage, sendPath, { posts: true });
  const later = partOf(usage, stream, { publishes: true });
  const perMillion = (dollars: number) => (dollars / MESSAGES) * 1e6;
  const price = perMillion(priceOf(useOf(contender, path), facts.memoryOf));
  const sending = totalOf(path);
  return {
    size,
    name: contender.name,
    contender: contender.label,
    reads: sending.readUnits / MESSAGES,
    writes: sending.writeUnits / MESSAGES,
    calls: sending.tableCalls / MESSAGES,
    posts: usage.posts / MESSAGES,
    streamReads: totalOf(later).readUnits / MESSAGES,
    publishes: usage.publishes / MESSAGES,
    price,
    ratio: price / minimumPerMillion(size),
    notifying: perMillion(priceOf({ usage: later, requests: 0, frames: 0 }, facts.memoryOf)),
  };
}

/** A frame and its acknowledgement, or a request. The others are priced as if they ran on Lambda and API Gateway. */
function useOf({ name }: Contender, usage: Usage): MessageUse {
  if (name === "rest") return { usage, requests: MESSAGES, frames: 0 };
  const { server } = usage.functions;
  const functions = server ? { server: { ...server, invocations: MESSAGES } } : usage.functions;
  return { usage: { ...usage, functions }, requests: 0, frames: 2 * MESSAGES };
}

const columns = [
  { key: "size", title: "participants", digits: 0 },
  { key: "contender", title: "contender" },
  { key: "reads", title: "read units" },
  { key: "writes", title: "write units" },
  { key: "calls", title: "table calls" },
  { key: "posts", title: "posts" },
  { key: "price", title: "sending, $ per million", digits: 2 },
  { key: "ratio", title: "÷ least", digits: 2 },
  { key: "streamReads", title: "notifying, read units" },
  { key: "publishes", title: "publishes" },
  { key: "notifying", title: "notifying, $ per million", digits: 2 },
];

function findings(rows: readonly Row[]): Findings {
  const own = rows.filter(({ name }) => name === "websocket");
  const section = {
    title: "Cost of a message",
    notes: [
      `Units as the engine reports them (they agree with AWS's), calls, posts and publishes counted over ${MESSAGES} messages in chats whose participants are all online. The sending path is what runs until the sender has the answer; notifying is what the stream does afterwards: who wants to know, and SNS.`,
      `Dollars per million messages at list prices of ${prices.region} as of ${prices.asOf}; the table of prices is bench/cost/prices.ts. The least is 1.9 + (N − 1): a request, a write, and a post to each of the others. A frame and its acknowledgement are two messages of API Gateway.`,
      `Counted here, not billed by AWS. Only durations are assumed: ${assumed.ownMs} ms of own work, ${assumed.tableCallMs} ms for a call of the table, ${assumed.postMs} ms for ${assumed.postsAtOnce} posts at once. The contenders beside the project are priced as if they ran on the same services with 128 MB.`,
      "With REST the sender's own socket gets the entry as well, so there is one post more.",
    ],
    columns,
    rows,
    charts: [chartOf(rows)],
  };
  return { sections: [section], targets: targetsOf(own) };
}

function chartOf(rows: readonly Row[]): Chart {
  const of = (name: string) => rows.filter((row) => row.name === name);
  const own = of("websocket");
  return {
    id: "cost",
    title: "Price of a million messages, sending path",
    x: "participants of the chat",
    y: "$",
    series: [
      { name: "the least", points: own.map(({ size }) => point(size, minimumPerMillion(Number(size)))) },
      ...priced
        .filter((name) => of(name).length > 0)
        .map((name) => ({
          name: String(of(name)[0]?.contender),
          points: of(name).map(({ size, price }) => point(size, Number(price))),
        })),
    ],
  };
}

const point = (size: unknown, value: number) => [Number(size), value] as const;

function targetsOf(own: readonly Row[]): Target[] {
  if (own.length === 0) return [];
  const writes = Math.max(...own.map((row) => Number(row.writes)));
  const offBy = Math.max(...own.map(({ posts, size }) => Math.abs(Number(posts) - (Number(size) - 1))));
  const price = (size: number, atMost: number): Target[] => {
    const row = own.find((candidate) => candidate.size === size);
    if (row === undefined) return [];
    const metric = `price of a message against 1.9 + (N − 1), chat of ${size}`;
    const ratio = Number(row.ratio);
    return [{ metric, target: `≤ ${atMost}×`, measured: ratioText(ratio), met: ratio <= atMost }];
  };
  return [
    { metric: "write units per message, any N", target: "≤ 7", measured: `${writes}`, met: writes <= 7 },
    {
      metric: "posts per message ÷ (online participants − 1)",
      target: "exactly 1.0",
      measured: offBy === 0 ? "1.0" : `off by ${offBy} posts`,
      met: offBy === 0,
    },
    ...price(10, 1.6),
    ...price(50, 1.2),
  ];
}
