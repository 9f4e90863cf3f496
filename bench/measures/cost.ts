import type { Contender } from "../contenders/contender.ts";
import { assumed } from "../cost/duration.ts";
import { type MessageUse, partOf, priceOf } from "../cost/message-price.ts";
import { minimumPerMillion, prices } from "../cost/prices.ts";
import { readStackFacts, type StackFacts } from "../cost/stack-facts.ts";
import type { Chart, Findings, Row, Target } from "../report/section.ts";
import { totalOf, type Usage, usageBetween } from "../servers/usage.ts";
import { type Measure, type MeasureContext, ratioText } from "./measure.ts";
import { timedSend, timedSends } from "./timed-send.ts";
import { waitUntilIdle } from "./wait-until-idle.ts";

const MESSAGES = 10;
/** Parts of the names of functions that run while the sender waits. The stream runs later. */
const sendPath = ["Authorizer", "Chats", "Websocket", "server"];
const stream = ["Stream"];
/** Contenders that store messages in the table. */
const priced = ["websocket", "rest", "floor", "row-per-participant", "scan-connections"];

/** The usage of one message, and its price against the least possible one. */
export const cost: Measure = {
  name: "cost",
  about: "units, posts and publishes per message, and their price",
  run: async (context) => {
    const facts = readStackFacts(context.assemblyDir);
    const rows: Row[] = [];
    for (const size of context.sizes.chats) {
      for (const contender of context.contenders.filter(({ name }) => priced.includes(name))) {
        context.progress(`cost: ${contender.name}, chats of ${size}`);
        rows.push(await rowOf(contender, size, { context, facts }));
      }
    }
    return findings(rows);
  },
};

async function rowOf(
  contender: Contender,
  size: number,
  { context, facts }: { readonly context: MeasureContext; readonly facts: StackFacts },
): Promise<Row> {
  const running = await context.startOnce(contender);
  const room = await running.openRoom(size);
  await timedSend(room, 0); // warms up
  const before = await waitUntilIdle(running);
  await timedSends(room, MESSAGES);
  const usage = usageBetween(before, await waitUntilIdle(running));
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

/** Counts a frame and its acknowledgement, or a request. The others are priced as if on Lambda and API Gateway. */
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
      `Units as the engine reports them (they agree with AWS's), table calls, posts and publishes, counted over ${MESSAGES} messages in chats with all participants online. Sending is all that runs until the sender has the acknowledgement; notifying is the stream's work afterwards: finding the recipients, and SNS.`,
      `Dollars per million messages at list prices of ${prices.region} as of ${prices.asOf} (bench/cost/prices.ts). The least is 1.9 + (N − 1): a request, a write, and a post to each other participant. A frame and its acknowledgement are two messages of API Gateway.`,
      `Counted here, not billed by AWS. Only durations are assumed: ${assumed.ownMs} ms of own work, ${assumed.tableCallMs} ms for a table call, ${assumed.postMs} ms for ${assumed.postsAtOnce} posts at once. The other contenders are priced as if they ran on the same services with 128 MB.`,
      "A send by REST has one post more: the sender's own socket gets the entry, too.",
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
