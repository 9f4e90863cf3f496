import { open } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { Server as SocketIo } from "socket.io";
import { listen } from "../../local/free-port.ts";
import { scratchFolder } from "../scratch.ts";
import type { Server } from "./server.ts";

/** socket.io with its own rooms and acknowledgements. Appends each message to a file and syncs it before the emit. */
export async function startSocketIo(): Promise<Server> {
  const file = await open(join(scratchFolder(), "lines"), "a");
  const http = createServer();
  const io = new SocketIo(http, { transports: ["websocket"], serveClient: false });
  let posts = 0;
  io.on("connection", (socket) => {
    const { room = "", user = "" } = socket.handshake.auth;
    void socket.join(String(room));
    socket.on("send", async (id: string, body: string, acknowledge: () => void) => {
      await file.appendFile(`${JSON.stringify({ room, user, id, body })}\n`);
      await file.datasync();
      posts += (io.sockets.adapter.rooms.get(String(room))?.size ?? 1) - 1;
      socket.to(String(room)).emit("entry", { entry: id, body, user });
      acknowledge();
    });
  });
  const port = await listen(http, 0);
  return {
    address: { url: `http://127.0.0.1:${port}` },
    usage: () => ({ functions: {}, posts, publishes: 0 }),
    stop: async () => {
      await io.close();
      await file.close();
    },
  };
}
