import type { Room } from "../contenders/contender.ts";
import type { Findings, Row } from "../report/section.ts";
import { median } from "../statistics.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { type Rounds, runInTurns } from "./rounds.ts";

/** All sockets of several chats break at once and reconnect at once. */
export const reconnect: Measure = {
  name: "reconnect",
  about: "a reconnect storm: all sockets at once",
  run: async (context) => {
    const { chats, size } = context.sizes.storm;
    const rooms = new Map<string, Room[]>();
    for (const contender of context.contenders.filter(({ name }) => name !== "rest")) {
      context.progress(`reconnect: ${contender.name} opens ${chats} chats of ${size}`);
      const running = await context.startOnce(contender);
      const opened: Room[] = [];
      for (let chat = 0; chat < chats; chat += 1) opened.push(await running.openRoom(size));
      rooms.set(contender.name, opened);
    }
    context.progress("reconnect: storms");
    const stormed = context.contenders.filter(({ name }) => rooms.has(name));
    const rounds = await runInTurns(stormed, context.sizes.rounds, ({ name }) =>
      storm(rooms.get(name) ?? []),
    );
    for (const room of [...rooms.values()].flat()) room.drop();
    return findings(context, rounds);
  },
};

/** @returns milliseconds until the last socket is open again */
async function storm(rooms: readonly Room[]): Promise<number> {
  for (const room of rooms) room.drop();
  const start = performance.now();
  await Promise.all(rooms.map((room) => room.connect(room.size)));
  return performance.now() - start;
}

function findings({ contenders, sizes }: MeasureContext, rounds: Rounds<number>): Findings {
  const { chats, size } = sizes.storm;
  const rows: Row[] = [...rounds].map(([name, times]) => ({
    name,
    contender: contenders.find((one) => one.name === name)?.label ?? name,
    ms: median(times),
    perSecond: (chats * size * 1000) / median(times),
  }));
  const section = {
    title: `Reconnect storm of ${chats * size} sockets`,
    notes: [
      `All sockets of ${chats} chats of ${size} terminate and reconnect at once, without backoff. The time until the last one is open; median of ${sizes.rounds} storms.`,
      "The project checks the token's signature and looks up user, location and permissions for each socket: here in four sandboxes, on AWS in as many as needed. The other contenders check nothing. Real clients reconnect with jitter.",
    ],
    columns: [
      { key: "contender", title: "contender" },
      { key: "ms", title: "ms", digits: 0 },
      { key: "perSecond", title: "connections/s", digits: 0 },
    ],
    rows,
  };
  return { sections: [section] };
}
