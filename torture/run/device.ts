import { type ChatClient, createChatClient } from "../../client/chat-client.ts";
import { systemClock } from "../../client/clock.ts";
import { type Dice, diceOf, seedFor } from "../../local/chaos/dice.ts";
import { type DeviceHistory, type History, SeenChat, SeenEntry } from "../history.ts";
import { type Arena, tokenLifeSeconds } from "./arena.ts";
import { open } from "./looking.ts";
import { Network } from "./network.ts";

/** Short, so that what was lost is repaired within the time that a run has. */
const pingIntervalMs = 10_000;
/** What a clock that is ahead leaves of a token's life: its client renews it again and again. */
const leftOfTokenMs = 12_000;

interface DeviceSettings {
  readonly userId: string;
  readonly name: string;
  /** @default the system's time */
  readonly isClockAhead?: boolean;
}

/** One client of one user, what it was told, and what it has under way. */
export class Device {
  readonly userId: string;
  readonly name: string;
  readonly client: ChatClient;
  readonly network = new Network();
  /** Decides what its user does. */
  readonly dice: Dice;
  readonly told: DeviceHistory["told"] = [];
  /** Chats that this device knows of. */
  readonly chatIds: string[] = [];
  readonly history: History;
  readonly arena: Arena;
  /** Requests without an answer yet. */
  readonly pending = new Set<Promise<unknown>>();
  sent = 0;
  readonly #participants = new Map<string, Set<string>>();

  constructor(arena: Arena, { userId, name, isClockAhead = false }: DeviceSettings) {
    this.arena = arena;
    this.userId = userId;
    this.name = name;
    this.history = arena.history;
    this.dice = diceOf(seedFor(arena.seed, name));
    const random = diceOf(seedFor(arena.seed, `${name} jitter`));
    const aheadMs = isClockAhead ? tokenLifeSeconds * 1000 - leftOfTokenMs : 0;
    this.client = createChatClient({
      url: arena.cloud.url,
      webSocketUrl: arena.cloud.webSocketUrl,
      locationId: arena.locationId,
      token: () => arena.tokenOf(userId),
      pingIntervalMs,
      fetch: this.network.fetch,
      WebSocket: this.network.WebSocket,
      clock: { ...systemClock, now: () => Date.now() + aheadMs, random },
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

  /** As far as this device knows. */
  participantsOf(chatId: string): ReadonlySet<string> {
    return this.#participants.get(chatId) ?? new Set();
  }

  /** Keeps a request in mind until it is answered. */
  track(work: Promise<unknown>): void {
    const settled = work.finally(() => this.pending.delete(settled));
    this.pending.add(settled);
  }

  #listen(): void {
    const { client, told } = this;
    client.on("chat", ({ chat, afterSeq }) => {
      told.push({ what: "chat", at: Date.now(), chat: SeenChat.parse(chat), afterSeq });
      this.chatIds.push(chat.id);
      this.arena.chatIds.add(chat.id);
      this.#participants.set(chat.id, new Set(chat.participantIds));
      this.track(open(this, chat.id));
    });
    client.on("entry", ({ entry }) => {
      told.push({ what: "entry", at: Date.now(), entry: SeenEntry.parse(entry) });
      if (entry.kind !== "participants_added") return;
      for (const userId of entry.userIds) this.#participants.get(entry.chatId)?.add(userId);
    });
    client.on("read", (event) => told.push({ what: "read", at: Date.now(), ...event }));
  }
}
