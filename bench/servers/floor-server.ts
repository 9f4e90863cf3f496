import { createBenchTable } from "../bench-table.ts";
import { ItemTable } from "./item-table.ts";
import { meteredClient } from "./metered-table.ts";
import { Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";
import { serveStored } from "./stored-rooms.ts";

/** The least work that stores a message before it is sent: one `PutItem`, then `ws.send`, in one process. */
export async function startFloor(engine: string): Promise<Server> {
  const metered = meteredClient(engine);
  const messages = new ItemTable(metered.client, await createBenchTable(engine, "floor"));
  const rooms = new Rooms({
    accept: async (message, from) => {
      const { room, id, ...rest } = message;
      await messages.put({ PK: room, SK: id, ...rest });
      rooms.broadcast(message, from);
    },
  });
  return serveStored(rooms, metered);
}
