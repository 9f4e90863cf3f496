import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import * as z from "zod";

/** A message as the plain servers receive and broadcast it. */
export interface RoomMessage {
  readonly room: string;
  readonly user: string;
  readonly id: string;
  readonly body: string;
}

export interface Member {
  readonly connectionId: string;
  readonly room: string;
  readonly user: string;
  readonly socket: WebSocket;
}

interface RoomsInput {
  joined?(member: Member): Promise<void>;
  left?(member: Member): Promise<void>;
  /** Stores a message and broadcasts it. The sender gets the acknowledgement afterwards. */
  accept(message: RoomMessage, from: Member): Promise<void>;
}

const Frame = z.object({ send: z.string(), body: z.string() });

/**
 * A WebSocket server on loopback with rooms (`?room=&user=`), which the plain contenders share. It receives
 * `{send, body}`, and sends `{ack}` to the sender and `{entry, body, user}` to the others.
 */
export class Rooms {
  readonly #server: WebSocketServer;
  readonly #rooms = new Map<string, Set<Member>>();
  readonly #input: RoomsInput;
  #connections = 0;
  /** Frames sent to members. */
  posts = 0;

  constructor(input: RoomsInput) {
    this.#input = input;
    this.#server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    this.#server.on("connection", (socket, request) => {
      const { searchParams } = new URL(request.url ?? "/", "ws://localhost");
      void this.#join(socket, { room: searchParams.get("room") ?? "", user: searchParams.get("user") ?? "" });
    });
  }

  async listen(): Promise<string> {
    if (this.#server.address() === null)
      await new Promise((resolve) => this.#server.once("listening", resolve));
    const address: AddressInfo | string | null = this.#server.address();
    return `ws://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  }

  membersOf(room: string): readonly Member[] {
    return [...(this.#rooms.get(room) ?? [])];
  }

  post({ socket }: Member, { id, body, user }: RoomMessage): void {
    this.posts += 1;
    socket.send(JSON.stringify({ entry: id, body, user }));
  }

  /** Posts to all other members of the sender's room. */
  broadcast(message: RoomMessage, from: Member): void {
    for (const member of this.membersOf(message.room)) if (member !== from) this.post(member, message);
  }

  async stop(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #join(socket: WebSocket, { room, user }: { room: string; user: string }): Promise<void> {
    this.#connections += 1;
    const member = { connectionId: `c${this.#connections}`, room, user, socket };
    const members = this.#rooms.get(room) ?? new Set();
    this.#rooms.set(room, members.add(member));
    socket.once("close", () => {
      members.delete(member);
      void this.#input.left?.(member);
    });
    socket.on("message", (data) => void this.#receive(data.toString(), member));
    await this.#input.joined?.(member);
    socket.send(JSON.stringify({ joined: true }));
  }

  async #receive(text: string, from: Member): Promise<void> {
    const { send: id, body } = Frame.parse(JSON.parse(text));
    await this.#input.accept({ room: from.room, user: from.user, id, body }, from);
    from.socket.send(JSON.stringify({ ack: id }));
  }
}
