import { Cloud } from "../contenders/cloud.ts";
import { type Contender, each, type Room, type Started } from "../contenders/contender.ts";
import { project } from "../contenders/project.ts";
import type { Findings, Row } from "../report/section.ts";
import type { Bench, Measure } from "./measure.ts";

const megabytes = (bytes: number) => bytes / 1024 / 1024;

/** What a server of each contender takes, fresh and with idle connections. */
export const memory: Measure = {
  name: "memory",
  about: "memory of the servers, and per idle connection",
  run: async (bench) => {
    const rows: Row[] = [];
    for (const contender of bench.contenders.filter(({ name }) => name !== "rest")) {
      bench.progress(`memory: ${contender.name}`);
      rows.push(await rowOf(contender, bench));
    }
    return findings(rows, bench);
  },
};

/** On a server of its own: the one of the other measures has heard too much already. */
async function rowOf({ name, label, start }: Contender, bench: Bench): Promise<Row> {
  if (name !== "websocket") return withIdle(label, await start(), bench);
  const cloud = await Cloud.start(bench.assemblyDir);
  const { start: startProject } = project("websocket", async () => cloud);
  const row = await withIdle(label, await startProject(), bench);
  await cloud.stop();
  return row;
}

async function withIdle(label: string, running: Started, { sizes }: Bench): Promise<Row> {
  const { chats, size } = sizes.idle;
  const first = await running.openRoom(2); // what is loaded with the first connection only
  const before = await running.memory();
  const rooms: Room[] = [];
  await each(Array.from({ length: chats }), 1, async () => {
    rooms.push(await running.openRoom(size));
  });
  const after = await running.memory();
  for (const room of [first, ...rooms]) room.drop();
  await running.stop();
  const perConnection = (after.held - before.held) / (chats * size);
  return {
    contender: label,
    resident: megabytes(before.resident),
    loaded: megabytes(after.resident),
    perConnection: perConnection > 0 ? perConnection / 1024 : null, // lost in the noise where there are few
  };
}

function findings(rows: readonly Row[], { sizes }: Bench): Findings {
  const section = {
    title: "Memory",
    notes: [
      `A fresh server with 2 connections, then with ${sizes.idle.chats * sizes.idle.size} idle ones more. Resident memory of its process; per connection, what the main heap holds after a garbage collection.`,
      "For the project this is the local cloud, a stand-in for API Gateway and Lambda with a thread per sandbox: what a laptop needs. On AWS an idle connection takes no memory of ours, but 0.25 $ per million minutes. The engine is a process of its own, not counted.",
    ],
    columns: [
      { key: "contender", title: "contender" },
      { key: "resident", title: "fresh, MB", digits: 0 },
      { key: "loaded", title: "with idle connections, MB", digits: 0 },
      { key: "perConnection", title: "KB per idle connection", digits: 1 },
    ],
    rows,
  };
  return { sections: [section] };
}
