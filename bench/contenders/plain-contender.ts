import { once } from "node:events";
import pLimit from "p-limit";
import WebSocket from "ws";
import { ServerProcess } from "../servers/server-process.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import type { Contender, OnDelivery, Room, RunningContender } from "./contender.ts";

/** Concurrent handshakes when a room is opened. */
const HANDSHAKES = 16;

interface PlainSettings extends Pick<Contender, "name" | "label" | "durability"> {
  /** Endpoint of the engine that its server writes to. */
  readonly engine?: string;
}

/** A contender whose server uses the rooms of `servers/rooms.ts`. */
export function plainContender({ engine = "", ...about }: PlainSettings): Contender {
  return { ...about, start: () => startPlainServer(about.name, engine) };
}

async function startPlainServer(name: string, engine: string): Promise<RunningContender> {
  const server = await ServerProcess.start(name, engine);
  let rooms = 0;
  return {
    openRoom: async (size) => {
      rooms += 1;
      const room = new PlainRoom(`${server.address("url")}/?room=r${rooms}`, size);
      await room.connect(HANDSHAKES);
      return room;
    },
    usage: () => server.usage(),
    memory: () => server.memory(),
    stop: () => server.stop(),
  };
}

class PlainRoom implements Room {
  readonly size: number;
  readonly #url: string;
  readonly #sockets: (WebSocket | undefined)[];
  readonly #acknowledgements = new Acknowledgements();
  #onDelivery: OnDelivery = () => undefined;

  constructor(url: string, size: number) {
    this.#url = url;
    this.size = size;
    this.#sockets = Array.from({ length: size });
  }

  async send(sender: number, id: string, body: string): Promise<void> {
    const acknowledged = this.#acknowledgements.waitFor(id);
    this.#sockets[sender]?.send(JSON.stringify({ send: id, body }));
    await acknowledged;
  }

  listen(onDelivery: OnDelivery): void {
    this.#onDelivery = onDelivery;
  }

  drop(): void {
    for (const socket of this.#sockets) socket?.terminate();
    this.#sockets.fill(undefined);
  }

  async connect(atOnce: number): Promise<void> {
    await pLimit(atOnce).map([...this.#sockets.keys()], async (member) => {
      if (this.#sockets[member] === undefined) await this.#open(member);
    });
  }

  async #open(member: number): Promise<void> {
    const socket = new WebSocket(`${this.#url}&user=m${member}`);
    this.#sockets[member] = socket;
    await once(socket, "message"); // the server confirms that the member has joined
    socket.on("error", () => undefined); // a broken connection shows as missing deliveries
    socket.on("message", (data) => {
      const { ack, entry } = Object(JSON.parse(data.toString()));
      if (ack) this.#acknowledgements.resolve(ack);
      else if (entry) this.#onDelivery(member, entry, undefined);
    });
  }
}
