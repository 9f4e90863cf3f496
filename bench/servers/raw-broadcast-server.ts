import { Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";

/** `ws` alone: broadcasts each message and stores nothing. */
export async function startRawBroadcast(): Promise<Server> {
  const rooms = new Rooms({ accept: async (message, from) => rooms.broadcast(message, from) });
  return {
    address: { url: await rooms.listen() },
    usage: () => ({ functions: {}, posts: rooms.posts, publishes: 0 }),
    stop: () => rooms.stop(),
  };
}
