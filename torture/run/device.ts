import { type ChatClient, createChatClient } from "../../client/chat-client.ts";
import { systemClock } from "../../client/clock.ts";
import { type Dice, diceOf, seedFor } from "../../local/chaos/dice.ts";
import { type DeviceHistory, type History, SeenChat, SeenEntry } from "../history.ts";
import { Network } from "./network.ts";
import { type RunContext, tokenLifeSeconds } from "./run-context.ts";

/** Short, so that a client repairs losses within the time of a run. */
const pingIntervalMs = 10_000;
/** The life of a token according to a clock that is ahead: its client extends the connection again and again. */
const remainingTokenLifeMs = 12_000;

interface DeviceSettings {
  readonly userId: string;
  readonly name: string;
  /** @default the system's time */
  readonly isClockAhead?: boolean;
}

/** One client of one user, with its events and its pending requests. */
export class Device {
  readonly userId: string;
  readonly name: string;
  readonly client: ChatClient;
  readonly network = new Network();
  /** Decides the user's actions. */
  readonly dice: Dice;
  readonly events: DeviceHistory["events"] = [];
  /** Chats that the client has emitted. */
  readonly chatIds: string[] = [];
  readonly history: History;
  readonly context: RunContext;
  /** Requests without an answer yet. */
  readonly pending = new Set<Promise<unknown>>();
  sent = 0;
  readonly #participants = new Map<string, Set<string>>();

  constructor(context: RunContext, { userId, name, isClockAhead = false }: DeviceSettings) {
    this.context = context;
    this.userId = userId;
    this.name = name;
    this.history = context.history;
    this.dice = diceOf(seedFor(context.seed, name));
    const random = diceOf(seedFor(context.seed, `${name} jitter`));
    const aheadMs = isClockAhead ? tokenLifeSeconds * 1000 - remainingTokenLifeMs : 0;
    this.client = createChatClient({
      url: context.cloud.url,
      webSocketUrl: context.cloud.webSocketUrl,
      locationId: context.locationId,
      token: () => context.tokenOf(userId),
      pingIntervalMs,
      fetch: this.network.fetch,
      WebSocket: this.network.WebSocket,
      clock: { ...systemClock, now: () => Date.now() + aheadMs, random },
    });
    this.history.devices.push({ userId, device: name, events: this.events });
    this.#recordEvents();
  }

  /** Connects and lists the chats while there are none, so that the client emits every later chat. */
  async start(): Promise<void> {
    const online = new Promise<void>((resolve) => {
      this.client.on("state", ({ state }) => state === "online" && resolve());
    });
    this.client.connect();
    await online;
    await this.client.chats.list({ limit: 100 });
  }

  /** Never in a chat. */
  get isOutsider(): boolean {
    return this.userId === this.context.outsiderId;
  }

  /** Neither sends nor marks as read, so that every wanted notification is due. */
  get isLurker(): boolean {
    return this.userId === this.context.lurkerId;
  }

  /** The participants according to the client's events. */
  participantsOf(chatId: string): ReadonlySet<string> {
    return this.#participants.get(chatId) ?? new Set();
  }

  /** Keeps a request in `pending` until it is answered. */
  track(request: Promise<unknown>): void {
    const settled = request.finally(() => this.pending.delete(settled));
    this.pending.add(settled);
  }

  #recordEvents(): void {
    const { client, events } = this;
    client.on("chat", ({ chat, afterSeq }) => {
      events.push({ type: "chat", at: Date.now(), chat: SeenChat.parse(chat), afterSeq });
      this.chatIds.push(chat.id);
      this.context.chatIds.add(chat.id);
      this.#participants.set(chat.id, new Set(chat.participantIds));
    });
    client.on("entry", ({ entry }) => {
      events.push({ type: "entry", at: Date.now(), entry: SeenEntry.parse(entry) });
      if (entry.kind !== "participants_added") return;
      for (const userId of entry.userIds) this.#participants.get(entry.chatId)?.add(userId);
    });
    client.on("read", (event) => events.push({ type: "read", at: Date.now(), ...event }));
  }
}
