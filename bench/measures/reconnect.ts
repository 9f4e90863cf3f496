import type { Room } from "../contenders/contender.ts";
import type { Findings, Row } from "../report/section.ts";
import { median } from "../statistics.ts";
import type { Bench, Measure } from "./measure.ts";
import { interleaved, type Rounds } from "./rounds.ts";

/** All sockets of some chats break at once, and all of them come back at once. */
export const reconnect: Measure = {
  name: "reconnect",
  about: "a reconnect storm: all sockets at once",
  run: async (bench) => {
    const { chats, size } = bench.sizes.storm;
    const rooms = new Map<string, Room[]>();
    for (const contender of bench.contenders.filter(({ name }) => name !== "rest")) {
      bench.progress(`reconnect: ${contender.name} opens ${chats} chats of ${size}`);
      const running = await bench.running(contender);
      const opened: Room[] = [];
      for (let chat = 0; chat < chats; chat += 1) opened.push(await running.openRoom(size));
      rooms.set(contender.name, opened);
    }
    bench.progress("reconnect: storms");
    const stormed = bench.contenders.filter(({ name }) => rooms.has(name));
    const rounds = await interleaved(stormed, bench.sizes.rounds, ({ name }) => storm(rooms.get(name) ?? []));
    for (const room of [...rooms.values()].flat()) room.drop();
    return findings(bench, rounds);
  },
};

/** Milliseconds until the last one is back. */
async function storm(rooms: readonly Room[]): Promise<number> {
  for (const room of rooms) room.drop();
  const start = performance.now();
  await Promise.all(rooms.map((room) => room.connect(room.size)));
  return performance.now() - start;
}

function findings({ contenders, sizes }: Bench, rounds: Rounds<number>): Findings {
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
      `All sockets of ${chats} chats of ${size} end without a word and come back at once, without backoff; median of ${sizes.rounds} storms, until the last one is in.`,
      "The project checks a token's signature and looks up user, location and permissions for each socket, in four sandboxes here and in as many as it takes on AWS; the plain contenders check nothing. Real clients come back with jitter.",
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
