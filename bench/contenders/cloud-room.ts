import { once } from "node:events";
import pLimit from "p-limit";
import WebSocket from "ws";
import { Acknowledgements } from "./acknowledgements.ts";
import type { OnDelivery, Room } from "./contender.ts";

/** The API that messages are sent by. */
export type Transport = "rest" | "websocket";

/** The calls that a room makes to the project. */
export interface CloudApi {
  readonly socketUrl: string;
  tokenOf(userId: string): Promise<string>;
  post(userId: string, path: string, body: object): Promise<unknown>;
}

export interface CloudRoomInput {
  readonly cloud: CloudApi;
  readonly transport: Transport;
  readonly chatId: string;
  readonly userIds: readonly string[];
}

/** A chat of the project, with a socket for each participant. */
export class CloudRoom implements Room {
  readonly chatId: string;
  readonly userIds: readonly string[];
  readonly #cloud: CloudApi;
  readonly #transport: Transport;
  readonly #sockets: (WebSocket | undefined)[];
  readonly #acknowledgements = new Acknowledgements();
  readonly #seen: number[];
  #requests = 0;
  #onDelivery: OnDelivery = () => undefined;

  constructor({ cloud, transport, chatId, userIds }: CloudRoomInput) {
    this.#cloud = cloud;
    this.#transport = transport;
    this.chatId = chatId;
    this.userIds = userIds;
    this.#sockets = userIds.map(() => undefined);
    this.#seen = userIds.map(() => 0);
  }

  get size(): number {
    return this.userIds.length;
  }

  async send(sender: number, id: string, body: string): Promise<void> {
    const message = { clientMessageId: id, body };
    if (this.#transport === "websocket")
      await this.request(sender, "send", { chatId: this.chatId, ...message });
    else await this.#cloud.post(this.#user(sender), `/${this.chatId}/messages`, message);
  }

  /** Sends a frame over a member's socket and returns its acknowledgement. */
  async request(member: number, action: string, fields: object = {}): Promise<unknown> {
    this.#requests += 1;
    const requestId = `r${this.#requests}`;
    const answered = this.#acknowledgements.waitFor(requestId);
    this.#sockets[member]?.send(JSON.stringify({ action, requestId, ...fields }));
    return answered;
  }

  listen(onDelivery: OnDelivery): void {
    this.#onDelivery = onDelivery;
  }

  drop(): void {
    for (const socket of this.#sockets) socket?.terminate();
    this.#sockets.fill(undefined);
  }

  /** A member who was connected before catches up with `sync`. */
  async connect(atOnce: number): Promise<void> {
    await pLimit(atOnce).map(this.userIds, async (userId, member) => {
      if (this.#sockets[member] !== undefined) return;
      await this.#open(member, await this.#cloud.tokenOf(userId));
      const seen = this.#seen[member] ?? 0;
      if (seen > 0) await this.request(member, "sync", { chats: { [this.chatId]: seen } });
    });
  }

  async #open(member: number, token: string): Promise<void> {
    const socket = new WebSocket(this.#cloud.socketUrl, ["internal-chat.v1", `bearer.${token}`]);
    this.#sockets[member] = socket;
    socket.on("message", (data) => this.#receive(member, Object(JSON.parse(data.toString()))));
    await once(socket, "open");
    socket.on("error", () => undefined); // a broken connection shows as missing deliveries
  }

  #receive(member: number, frame: { type?: unknown; requestId?: unknown; entry?: unknown; code?: unknown }) {
    const { chatId, clientMessageId, seq, userId } = Object(frame.entry);
    if (frame.type === "ack") this.#acknowledgements.resolve(String(frame.requestId), frame);
    if (frame.type === "error") {
      this.#acknowledgements.reject(String(frame.requestId), `the local cloud answers ${frame.code}`);
    }
    if (frame.type !== "entry" || chatId !== this.chatId) return;
    this.#seen[member] = Math.max(this.#seen[member] ?? 0, seq);
    if (clientMessageId !== undefined && userId !== this.userIds[member]) {
      this.#onDelivery(member, clientMessageId, seq);
    }
  }

  #user(member: number): string {
    const userId = this.userIds[member];
    if (userId === undefined) throw new Error(`no member ${member}`);
    return userId;
  }
}
