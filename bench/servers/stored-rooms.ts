import type { MeteredClient } from "./metered-table.ts";
import type { Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";

/** Rooms whose lines are kept in a table, as a server. */
export async function serveStored(rooms: Rooms, { client, used }: MeteredClient): Promise<Server> {
  return {
    address: { url: await rooms.listen() },
    usage: () => ({ functions: { server: { ...used } }, posts: rooms.posts, publishes: 0 }),
    stop: async () => {
      await rooms.stop();
      client.destroy();
    },
  };
}
