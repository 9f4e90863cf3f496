import type { Message } from "../functions/domain/log/entry.ts";
import type { ReadState } from "../functions/domain/messages/mark-read.ts";
import type { SendMessageRequest } from "../functions/domain/messages/message.ts";
import { look } from "./attend.ts";
import type { ChatsApi } from "./chats-api.ts";
import { partsOf } from "./client-parts.ts";
import type { ClientEvents, StateEvent } from "./events.ts";
import type { LocationApi } from "./location-api.ts";
import type { MessagesApi } from "./messages-api.ts";
import type { ChatClientOptions } from "./options.ts";
import type { CallOptions } from "./protocol.ts";
import { newKey } from "./random-key.ts";
import { onWakeUp } from "./wake-up.ts";

/** A message to send; its key is made up where there is none. */
export type OutgoingMessage = Omit<SendMessageRequest, "clientMessageId"> &
  Partial<Pick<SendMessageRequest, "clientMessageId">>;

export function createChatClient(options: ChatClientOptions): ChatClient {
  return new ChatClient(options);
}

/**
 * One user's chats in one location: requests, and news as events. Calls reject with a ChatClientError, or
 * with the reason of their aborted signal.
 */
export class ChatClient {
  readonly #parts: ReturnType<typeof partsOf>;

  constructor(options: ChatClientOptions) {
    this.#parts = partsOf(options);
    onWakeUp(() => this.focus(), this.#parts.connection.closed);
  }

  get chats(): ChatsApi {
    return this.#parts.chats;
  }

  get messages(): MessagesApi {
    return this.#parts.messages;
  }

  get location(): LocationApi {
    return this.#parts.location;
  }

  get state(): StateEvent["state"] {
    return this.#parts.connection.state;
  }

  /** @returns what ends the listening */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void {
    return this.#parts.emitter.on(name, listener);
  }

  /** Connects, and stays connected until `close`. Listen before. */
  connect(): void {
    void this.#parts.connection.start();
  }

  /** Somebody looks: reconnects at once, or makes sure that nothing is missing. In a browser it calls itself. */
  focus(): void {
    look(this.#parts);
  }

  /** For good: whatever is under way rejects with `closed`. */
  close(): void {
    this.#parts.connection.close("closed");
  }

  /** For who has kept a chat's log up to here: its `entry` events begin after `afterSeq`. Call it before `connect`. */
  follow(chatId: string, afterSeq: number): void {
    this.#parts.logs.follow(chatId, afterSeq);
  }

  /** The `seq` of a chat's last `entry` event: where to `follow` it from the next time. */
  position(chatId: string): number | undefined {
    return this.#parts.logs.position(chatId);
  }

  /** Sends once, in the order of the calls per chat, as soon as there is a way. */
  async send(chatId: string, message: OutgoingMessage, { signal }: CallOptions = {}): Promise<Message> {
    const { queue, live } = this.#parts;
    const entry = await queue.send(chatId, { clientMessageId: newKey(), ...message }, signal);
    live.receive({ type: "entry", entry }); // the sending socket gets no event
    return entry;
  }

  /** Everything up to `seq` is read. */
  read(chatId: string, seq: number, options: CallOptions = {}): Promise<ReadState> {
    return this.#parts.exchange.read(chatId, seq, options);
  }

  /** Tells the others who are online; no news when nobody is connected. */
  typing(chatId: string, active: boolean, options: CallOptions = {}): Promise<void> {
    return this.#parts.exchange.typing(chatId, active, options);
  }

  /** `conversation` events of customer conversations, on or off. */
  watchConversations(isOn: boolean, options: CallOptions = {}): Promise<void> {
    return this.#parts.exchange.watch(isOn, options);
  }
}
