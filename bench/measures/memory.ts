import { Cloud } from "../contenders/cloud.ts";
import type { Contender, Room, RunningContender } from "../contenders/contender.ts";
import { projectContender } from "../contenders/project-contender.ts";
import type { Findings, Row } from "../report/section.ts";
import type { Measure, MeasureContext } from "./measure.ts";

const megabytes = (bytes: number) => bytes / 1024 / 1024;

/** The memory of each contender's server, fresh and with idle connections. */
export const memory: Measure = {
  name: "memory",
  about: "memory of the servers, and per idle connection",
  run: async (context) => {
    const rows: Row[] = [];
    for (const contender of context.contenders.filter(({ name }) => name !== "rest")) {
      context.progress(`memory: ${contender.name}`);
      rows.push(await rowOf(contender, context));
    }
    return findings(rows, context);
  },
};

/** Measures a fresh server: the one of the other measures has handled many messages already. */
async function rowOf({ name, label, start }: Contender, context: MeasureContext): Promise<Row> {
  if (name !== "websocket") return withIdle(label, await start(), context);
  const cloud = await Cloud.start(context.assemblyDir);
  const { start: startCloud } = projectContender("websocket", async () => cloud);
  const row = await withIdle(label, await startCloud(), context);
  await cloud.stop();
  return row;
}

async function withIdle(label: string, running: RunningContender, { sizes }: MeasureContext): Promise<Row> {
  const { chats, size } = sizes.idle;
  const first = await running.openRoom(2); // loads what only a first connection loads
  const before = await running.memory();
  const rooms: Room[] = [];
  for (let chat = 0; chat < chats; chat += 1) rooms.push(await running.openRoom(size));
  const after = await running.memory();
  for (const room of [first, ...rooms]) room.drop();
  await running.stop();
  const perConnection = (after.held - before.held) / (chats * size);
  return {
    contender: label,
    resident: megabytes(before.resident),
    loaded: megabytes(after.resident),
    perConnection: perConnection > 0 ? perConnection / 1024 : null, // few connections are below the noise
  };
}

function findings(rows: readonly Row[], { sizes }: MeasureContext): Findings {
  const section = {
    title: "Memory",
    notes: [
      `A fresh server with 2 connections, then with ${sizes.idle.chats * sizes.idle.size} more idle ones. Resident memory of its process; per connection, the growth of the main heap after a garbage collection.`,
      "For the project this is the local cloud, an emulator of API Gateway and Lambda with a thread per sandbox. On AWS an idle connection takes none of the project's memory, but costs $0.25 per million minutes. The engine is a separate process and not counted.",
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
