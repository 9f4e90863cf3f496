import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import WebSocket from "ws";
import type { LocalCloud } from "../../local/local-cloud.ts";

export interface LoadSettings {
  readonly sockets: number;
  readonly chats: number;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly acknowledged: number;
  /** Events that recipients must get of what was acknowledged, and those that came. */
  readonly due: number;
  readonly came: number;
  /** Bytes of the heap at the end of each tenth of the time. */
  readonly heap: readonly number[];
}

/** Handshakes at once. */
const connecting = 8;
/** For the last pushes to arrive. */
const lastPushesMs = 3000;

/** A socket of each user; users of a chat stand next to each other. */
export async function load(
  cloud: LocalCloud,
  userIds: readonly string[],
  settings: LoadSettings,
): Promise<LoadResult> {
  const crowd = new Crowd(cloud, userIds, settings);
  await crowd.connect();
  const chatIds = await crowd.startChats();
  const heap: number[] = [];
  const total = settings.perSecond * settings.seconds;
  const startedAt = performance.now();
  for (let index = 0; index < total; index += 1) {
    crowd.send(chatIds, index);
    if (index % Math.ceil(total / 10) === 0) heap.push(process.memoryUsage().heapUsed);
    const ahead = startedAt + (index * 1000) / settings.perSecond - performance.now();
    if (ahead > 1) await setTimeout(ahead);
  }
  await crowd.answered(total);
  await setTimeout(lastPushesMs);
  heap.push(process.memoryUsage().heapUsed);
  return { ...crowd.result(settings.sockets / settings.chats - 1), heap };
}

class Crowd {
  readonly #cloud: LocalCloud;
  readonly #userIds: readonly string[];
  readonly #settings: LoadSettings;
  readonly #sockets: WebSocket[] = [];
  readonly #acknowledged = new Set<string>();
  readonly #came = new Set<string>();
  #answers = 0;

  constructor(cloud: LocalCloud, userIds: readonly string[], settings: LoadSettings) {
    this.#cloud = cloud;
    this.#userIds = userIds;
    this.#settings = settings;
  }

  async connect(): Promise<void> {
    for (let from = 0; from < this.#userIds.length; from += connecting) {
      const some = this.#userIds.slice(from, from + connecting);
      await Promise.all(some.map((userId, index) => this.#open(userId, from + index)));
    }
  }

  async startChats(): Promise<string[]> {
    const size = this.#settings.sockets / this.#settings.chats;
    const chatIds: string[] = [];
    for (let chat = 0; chat < this.#settings.chats; chat += 1) {
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

  send(chatIds: readonly string[], index: number): void {
    const { sockets, chats } = this.#settings;
    const chat = index % chats;
    const size = sockets / chats;
    const socket = this.#sockets[chat * size + (Math.floor(index / chats) % size)];
    const message = { clientMessageId: `m${index}`, body: `Message ${index}` };
    socket?.send(
      JSON.stringify({ action: "send", requestId: `m${index}`, chatId: chatIds[chat], ...message }),
    );
  }

  async answered(total: number): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (this.#answers < total && Date.now() < deadline) await setTimeout(100);
  }

  result(recipients: number) {
    const due = this.#acknowledged.size * recipients;
    const came = [...this.#came].filter((key) => this.#acknowledged.has(key.split(" ")[1] ?? "")).length;
    for (const socket of this.#sockets) socket.terminate();
    return { acknowledged: this.#acknowledged.size, due, came };
  }

  async #open(userId: string, index: number): Promise<void> {
    const token = await this.#cloud.issuer.issue({ userId });
    const protocols = ["internal-chat.v1", `bearer.${token}`];
    const socket = new WebSocket(`${this.#cloud.webSocketUrl}?locationId=loc-main`, protocols);
    this.#sockets[index] = socket;
    socket.on("message", (data) => this.#receive(userId, Object(JSON.parse(data.toString()))));
    await once(socket, "open");
  }

  #receive(userId: string, frame: { type?: unknown; requestId?: unknown; entry?: unknown }): void {
    const key = String(Object(frame.entry).clientMessageId);
    if (frame.type === "entry" && Object(frame.entry).kind === "message") this.#came.add(`${userId} ${key}`);
    if (frame.type === "ack") this.#acknowledged.add(key);
    if (frame.type !== "entry" && frame.type !== "chat") this.#answers += 1;
  }
}
