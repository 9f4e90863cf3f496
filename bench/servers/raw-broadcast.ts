import { Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";

/** `ws` alone: what arrives is sent on, nothing is kept. */
export async function startRawBroadcast(): Promise<Server> {
  const rooms = new Rooms({ accept: async (line, from) => rooms.broadcast(line, from) });
  return {
    address: { url: await rooms.listen() },
    usage: () => ({ functions: {}, posts: rooms.posts, publishes: 0 }),
    stop: () => rooms.stop(),
  };
}
