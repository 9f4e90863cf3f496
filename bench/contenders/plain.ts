import { once } from "node:events";
import WebSocket from "ws";
import { Hosted } from "../servers/hosted.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { type Contender, each, type OnDelivery, type Room, type Started } from "./contender.ts";

/** How many members connect at once where a room is opened. */
const CONNECTING = 16;

interface PlainSettings extends Pick<Contender, "name" | "label" | "durability"> {
  /** The engine that it writes to. */
  readonly engine?: string;
}

/** A contender whose server has the plain rooms of `servers/rooms.ts`. */
export function plain({ engine = "", ...about }: PlainSettings): Contender {
  return { ...about, start: () => startPlain(about.name, engine) };
}

async function startPlain(name: string, engine: string): Promise<Started> {
  const hosted = await Hosted.start(name, engine);
  let rooms = 0;
  return {
    openRoom: async (size) => {
      rooms += 1;
      const room = new PlainRoom(`${hosted.address("url")}/?room=r${rooms}`, size);
      await room.connect(CONNECTING);
      return room;
    },
    usage: () => hosted.usage(),
    memory: () => hosted.memory(),
    stop: () => hosted.stop(),
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
    const acknowledged = this.#acknowledgements.of(id);
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
    await each([...this.#sockets.keys()], atOnce, async (member) => {
      if (this.#sockets[member] === undefined) await this.#open(member);
    });
  }

  async #open(member: number): Promise<void> {
    const socket = new WebSocket(`${this.#url}&user=m${member}`);
    this.#sockets[member] = socket;
    await once(socket, "message"); // it says that it has joined
    socket.on("error", () => undefined); // what breaks later is seen by what does not come
    socket.on("message", (data) => {
      const { ack, entry } = Object(JSON.parse(data.toString()));
      if (ack) this.#acknowledgements.came(ack);
      else if (entry) this.#onDelivery(member, entry, undefined);
    });
  }
}
