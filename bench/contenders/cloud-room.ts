import { once } from "node:events";
import WebSocket from "ws";
import { Acknowledgements } from "./acknowledgements.ts";
import type { Cloud } from "./cloud.ts";
import { each, type OnDelivery, type Room } from "./contender.ts";

/** By which door messages go in. */
export type Door = "rest" | "websocket";

export interface CloudRoomInput {
  readonly cloud: Cloud;
  readonly door: Door;
  readonly chatId: string;
  readonly userIds: readonly string[];
}

/** A chat of the project with a socket of each participant. */
export class CloudRoom implements Room {
  readonly chatId: string;
  readonly userIds: readonly string[];
  readonly #cloud: Cloud;
  readonly #door: Door;
  readonly #sockets: (WebSocket | undefined)[];
  readonly #acknowledgements = new Acknowledgements();
  readonly #seen: number[];
  #requests = 0;
  #onDelivery: OnDelivery = () => undefined;

  constructor({ cloud, door, chatId, userIds }: CloudRoomInput) {
    this.#cloud = cloud;
    this.#door = door;
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
    if (this.#door === "websocket") await this.ask(sender, "send", { chatId: this.chatId, ...message });
    else await this.#cloud.post(this.#user(sender), `/${this.chatId}/messages`, message);
  }

  /** Says something over a member's socket; resolves with the acknowledgement. */
  async ask(member: number, action: string, fields: object = {}): Promise<unknown> {
    this.#requests += 1;
    const requestId = `r${this.#requests}`;
    const answered = this.#acknowledgements.of(requestId);
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

  /** Who was here before asks with `sync` for what was missed. */
  async connect(atOnce: number): Promise<void> {
    await each(this.userIds, atOnce, async (userId, member) => {
      if (this.#sockets[member] !== undefined) return;
      await this.#open(member, await this.#cloud.tokenOf(userId));
      const seen = this.#seen[member] ?? 0;
      if (seen > 0) await this.ask(member, "sync", { chats: { [this.chatId]: seen } });
    });
  }

  async #open(member: number, token: string): Promise<void> {
    const socket = new WebSocket(this.#cloud.socketUrl, ["internal-chat.v1", `bearer.${token}`]);
    this.#sockets[member] = socket;
    socket.on("message", (data) => this.#receive(member, Object(JSON.parse(data.toString()))));
    await once(socket, "open");
    socket.on("error", () => undefined); // what breaks later is seen by what does not come
  }

  #receive(member: number, frame: { type?: unknown; requestId?: unknown; entry?: unknown; code?: unknown }) {
    const { chatId, clientMessageId, seq, userId } = Object(frame.entry);
    if (frame.type === "ack") this.#acknowledgements.came(String(frame.requestId), frame);
    if (frame.type === "error") {
      this.#acknowledgements.refused(String(frame.requestId), `the local cloud answers ${frame.code}`);
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
