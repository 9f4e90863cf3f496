import { type ChatClient, createChatClient } from "../../client/chat-client.ts";
import { systemClock } from "../../client/clock.ts";
import { type Dice, diceOf, seedFor } from "../../local/chaos/dice.ts";
import { type DeviceHistory, type History, SeenChat, SeenEntry } from "../history.ts";
import type { Arena } from "./arena.ts";
import { open } from "./looking.ts";
import { Network } from "./network.ts";

/** Short, so that what was lost is repaired within the time that a run has. */
const pingIntervalMs = 2000;

/** One client of one user, what it was told, and what it has under way. */
export class Device {
  readonly userId: string;
  readonly name: string;
  readonly client: ChatClient;
  readonly network = new Network();
  /** Decides what its user does. */
  readonly dice: Dice;
  readonly told: DeviceHistory["told"] = [];
  readonly history: History;
  readonly arena: Arena;
  /** Requests without an answer yet. */
  readonly pending = new Set<Promise<unknown>>();
  sent = 0;

  constructor(arena: Arena, userId: string, name: string) {
    this.arena = arena;
    this.userId = userId;
    this.name = name;
    this.history = arena.history;
    this.dice = diceOf(seedFor(arena.seed, name));
    const random = diceOf(seedFor(arena.seed, `${name} jitter`));
    this.client = createChatClient({
      url: arena.cloud.url,
      webSocketUrl: arena.cloud.webSocketUrl,
      locationId: arena.locationId,
      token: () => arena.tokenOf(userId),
      pingIntervalMs,
      fetch: this.network.fetch,
      WebSocket: this.network.WebSocket,
      clock: { ...systemClock, random },
    });
    this.history.devices.push({ userId, device: name, told: this.told });
    this.#listen();
  }

  /** Connects, and has seen that there is no chat yet: every chat is news from now on. */
  async start(): Promise<void> {
    const online = new Promise<void>((resolve) => {
      this.client.on("state", ({ state }) => state === "online" && resolve());
    });
    this.client.connect();
    await online;
    await this.client.chats.list({ limit: 100 });
  }

  /** In no chat, ever. */
  get isOutsider(): boolean {
    return this.userId === this.arena.outsiderId;
  }

  /** Reads and writes nothing, so that every notification is due. */
  get isLurker(): boolean {
    return this.userId === this.arena.lurkerId;
  }

  /** Chats that this device knows of. */
  get chatIds(): string[] {
    return this.told.flatMap((it) => (it.what === "chat" ? [it.chat.id] : []));
  }

  /** Keeps a request in mind until it is answered. */
  track(work: Promise<unknown>): void {
    const settled = work.finally(() => this.pending.delete(settled));
    this.pending.add(settled);
  }

  #listen(): void {
    const { client, told } = this;
    client.on("chat", ({ chat, afterSeq }) => {
      told.push({ what: "chat", chat: SeenChat.parse(chat), afterSeq });
      this.track(open(this, chat.id));
    });
    client.on("entry", ({ entry }) => told.push({ what: "entry", entry: SeenEntry.parse(entry) }));
    client.on("read", (event) => told.push({ what: "read", ...event }));
  }
}
