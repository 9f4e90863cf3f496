import type { MeteredClient } from "./metered-table.ts";
import type { Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";

/** Serves rooms whose messages are stored in a table. */
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
