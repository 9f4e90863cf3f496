import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import WebSocket from "ws";
import type { LocalCloud } from "../../local/local-cloud.ts";
import type { Tally } from "./tally.ts";

/** Concurrent handshakes of `connect`. */
const handshakes = 8;

/** Many users with one socket each, which count their events. */
export class LoadClients {
  readonly #cloud: LocalCloud;
  readonly #userIds: readonly string[];
  readonly #tally: Tally;
  readonly #sockets: WebSocket[] = [];

  constructor(cloud: LocalCloud, userIds: readonly string[], tally: Tally) {
    this.#cloud = cloud;
    this.#userIds = userIds;
    this.#tally = tally;
  }

  async connect(): Promise<void> {
    for (let from = 0; from < this.#userIds.length; from += handshakes) {
      const some = this.#userIds.slice(from, from + handshakes);
      await Promise.all(some.map((_, index) => this.#open(from + index)));
    }
  }

  /** Creates chats of equal size. @returns their ids */
  async startChats(chats: number): Promise<string[]> {
    const size = this.#userIds.length / chats;
    const chatIds: string[] = [];
    for (let chat = 0; chat < chats; chat += 1) {
      const [creator = "", ...participantIds] = this.#userIds.slice(chat * size, (chat + 1) * size);
      const token = await this.#cloud.issuer.issue({ userId: creator });
      const answer = await fetch(`${this.#cloud.url}/locations/loc-main/internal-chats`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ participantIds }),
      });
      chatIds.push(String(Object(await answer.json()).id));
    }
    return chatIds;
  }

  /** Sends message number `index`: in each chat in turn, by each of its participants in turn. */
  send(chatIds: readonly string[], index: number): void {
    const chat = index % chatIds.length;
    const size = this.#userIds.length / chatIds.length;
    const socket = this.#sockets[chat * size + (Math.floor(index / chatIds.length) % size)];
    const message = { clientMessageId: `m${index}`, body: `Message ${index}` };
    this.#tally.sent(index);
    socket?.send(
      JSON.stringify({ action: "send", requestId: `m${index}`, chatId: chatIds[chat], ...message }),
    );
  }

  /** Terminates all sockets, reconnects them at once, and waits for an answer to a ping on each. */
  async reconnect(patienceMs: number): Promise<{ ms: number; served: number }> {
    this.terminate();
    const startedAt = performance.now();
    let served = 0;
    const all = this.#userIds.map(async (_, index) => {
      const socket = await this.#open(index);
      socket.send(JSON.stringify({ action: "ping", requestId: "back" }));
      await once(socket, "message");
      served += 1;
    });
    await Promise.race([Promise.allSettled(all), setTimeout(patienceMs, undefined, { ref: false })]);
    return { ms: performance.now() - startedAt, served };
  }

  terminate(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  async #open(index: number): Promise<WebSocket> {
    const token = await this.#cloud.issuer.issue({ userId: this.#userIds[index] ?? "" });
    const protocols = ["internal-chat.v1", `bearer.${token}`];
    const socket = new WebSocket(`${this.#cloud.webSocketUrl}?locationId=loc-main`, protocols);
    this.#sockets[index] = socket;
    socket.on("message", (data) => this.#receive(Object(JSON.parse(data.toString()))));
    await once(socket, "open");
    return socket;
  }

  #receive({ type, entry }: { type?: unknown; entry?: unknown }): void {
    const { kind, clientMessageId } = Object(entry);
    const message = Number(String(clientMessageId).slice(1));
    if (type === "entry" && kind === "message") this.#tally.came(message);
    if (type === "ack" && kind === "message") this.#tally.acknowledged(message);
    if (type !== "entry" && type !== "chat") this.#tally.answered += 1;
  }
}
