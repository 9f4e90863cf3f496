import pLimit from "p-limit";
import { io, type Socket } from "socket.io-client";
import { ServerProcess } from "../servers/server-process.ts";
import type { Contender, OnDelivery, Room } from "./contender.ts";

/** Concurrent handshakes when a room is opened. */
const HANDSHAKES = 16;

export const socketIoContender: Contender = {
  name: "socket-io",
  label: "socket.io, file append",
  durability: "appended to a file and fdatasync'ed on one disk; no history served, retries not recognized",
  start: async () => {
    const server = await ServerProcess.start("socket-io");
    let rooms = 0;
    return {
      openRoom: async (size) => {
        rooms += 1;
        const room = new SocketIoRoom(server.address("url"), `r${rooms}`, size);
        await room.connect(HANDSHAKES);
        return room;
      },
      usage: () => server.usage(),
      memory: () => server.memory(),
      stop: () => server.stop(),
    };
  },
};

class SocketIoRoom implements Room {
  readonly size: number;
  readonly #url: string;
  readonly #room: string;
  readonly #sockets: (Socket | undefined)[];
  #onDelivery: OnDelivery = () => undefined;

  constructor(url: string, room: string, size: number) {
    this.#url = url;
    this.#room = room;
    this.size = size;
    this.#sockets = Array.from({ length: size });
  }

  async send(sender: number, id: string, body: string): Promise<void> {
    await this.#sockets[sender]?.timeout(30_000).emitWithAck("send", id, body);
  }

  listen(onDelivery: OnDelivery): void {
    this.#onDelivery = onDelivery;
  }

  drop(): void {
    for (const socket of this.#sockets) socket?.disconnect();
    this.#sockets.fill(undefined);
  }

  async connect(atOnce: number): Promise<void> {
    await pLimit(atOnce).map([...this.#sockets.keys()], async (member) => {
      if (this.#sockets[member] === undefined) await this.#open(member);
    });
  }

  async #open(member: number): Promise<void> {
    const auth = { room: this.#room, user: `m${member}` };
    const settings = { auth, transports: ["websocket"], forceNew: true, reconnection: false };
    const socket = io(this.#url, settings);
    this.#sockets[member] = socket;
    socket.on("entry", ({ entry }: { readonly entry: string }) => this.#onDelivery(member, entry, undefined));
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", reject);
    });
  }
}
