import { createBenchTable } from "../bench-table.ts";
import { ItemTable } from "./item-table.ts";
import { meteredClient } from "./metered-table.ts";
import { Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";
import { serveStored } from "./stored-rooms.ts";

/** The least that keeps a message before it is sent on: one `PutItem`, then `ws.send`, in one process. */
export async function startFloor(engine: string): Promise<Server> {
  const metered = meteredClient(engine);
  const messages = new ItemTable(metered.client, await createBenchTable(engine, "floor"));
  const rooms = new Rooms({
    accept: async (line, from) => {
      const { room, id, ...rest } = line;
      await messages.put({ PK: room, SK: id, ...rest });
      rooms.broadcast(line, from);
    },
  });
  return serveStored(rooms, metered);
}
