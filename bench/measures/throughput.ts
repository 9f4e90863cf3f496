import { randomUUID } from "node:crypto";
import type { Room } from "../contenders/contender.ts";
import type { Findings, Row } from "../report/section.ts";
import { median } from "../statistics.ts";
import { type Measure, type MeasureContext, ratioText } from "./measure.ts";
import { type Rounds, runInTurns } from "./rounds.ts";
import { body } from "./timed-send.ts";

/** The longest wait for the last deliveries of a round, in milliseconds. */
const TIMEOUT_MS = 5000;

/** Deliveries per second, with one sender in each of several chats. */
export const throughput: Measure = {
  name: "throughput",
  about: "deliveries per second, with several chats at once",
  run: async (context) => {
    const { chats, size, seconds } = context.sizes.throughput;
    const rooms = new Map<string, Room[]>();
    for (const contender of context.contenders) {
      context.progress(`throughput: ${contender.name} opens ${chats} chats of ${size}`);
      const running = await context.startOnce(contender);
      const opened: Room[] = [];
      for (let chat = 0; chat < chats; chat += 1) opened.push(await running.openRoom(size));
      rooms.set(contender.name, opened);
    }
    context.progress("throughput: sending");
    const rounds = await runInTurns(context.contenders, context.sizes.rounds, ({ name }) =>
      deliveriesPerSecond(rooms.get(name) ?? [], seconds),
    );
    for (const room of [...rooms.values()].flat()) room.drop();
    return findings(rounds, context);
  },
};

/** Sends in all chats at once; in each, the next message follows the acknowledgement of the last one. */
async function deliveriesPerSecond(rooms: readonly Room[], seconds: number): Promise<number> {
  const counts = rooms.map(() => ({ due: 0, came: 0 }));
  const start = performance.now();
  let last = start;
  await Promise.all(
    rooms.map(async (room, index) => {
      const count = counts[index] ?? { due: 0, came: 0 };
      room.listen((member) => {
        if (member === 0) return;
        count.came += 1;
        last = performance.now();
      });
      while (performance.now() - start < seconds * 1000) {
        count.due += room.size - 1;
        await room.send(0, randomUUID(), body);
      }
      const deadline = performance.now() + TIMEOUT_MS;
      while (count.came < count.due && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    }),
  );
  return counts.reduce((sum, { came }) => sum + came, 0) / ((last - start) / 1000);
}

function findings(rounds: Rounds<number>, { contenders, sizes }: MeasureContext): Findings {
  const { chats, size, seconds } = sizes.throughput;
  const raw = rounds.get("raw-broadcast");
  const rows: Row[] = contenders.map(({ name, label }) => {
    const rates = rounds.get(name) ?? [];
    const shares = raw && rates.map((rate, index) => rate / (raw[index] ?? Number.NaN));
    return {
      name,
      contender: label,
      rate: median(rates),
      messages: median(rates) / (size - 1),
      share: shares ? median(shares) * 100 : null,
    };
  });
  const own = rows.find(({ name }) => name === "websocket");
  const section = {
    title: "Throughput",
    notes: [
      `${chats} chats of ${size} with one sender in each, who sends the next message after the acknowledgement of the last one; ${sizes.rounds} rounds of ${seconds} s.`,
      "Clients and servers share the cores of this machine. On AWS the quotas of the region set the limits.",
    ],
    columns: [
      { key: "contender", title: "contender" },
      { key: "rate", title: "deliveries/s", digits: 0 },
      { key: "messages", title: "messages/s", digits: 0 },
      { key: "share", title: "% of raw ws", digits: 1 },
    ],
    rows,
  };
  const share = own?.share;
  if (typeof share !== "number") return { sections: [section] };
  const measured = `${share.toFixed(1)} % (${ratioText(share / 100)})`;
  return {
    sections: [section],
    targets: [{ metric: "fan-out throughput against raw ws", target: "≥ 10 %", measured, met: share >= 10 }],
  };
}
