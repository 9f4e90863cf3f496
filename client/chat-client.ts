import type { Message } from "../functions/domain/log/entry.ts";
import type { ReadState } from "../functions/domain/messages/mark-read.ts";
import type { SendMessageRequest } from "../functions/domain/messages/message.ts";
import type { ChatsApi } from "./chats-api.ts";
import type { ChatClientOptions } from "./client-options.ts";
import { type ClientParts, createParts, subscribeParts } from "./client-parts.ts";
import type { ClientEvents, StateEvent } from "./events.ts";
import { refresh } from "./keep-alive.ts";
import type { LocationApi } from "./location-api.ts";
import type { MessagesApi } from "./messages-api.ts";
import type { CallOptions } from "./protocol.ts";
import { newKey } from "./random-key.ts";
import { onWakeUp } from "./wake-up.ts";

/** A message to send. Without a `clientMessageId` it gets a random one. */
export type OutgoingMessage = Omit<SendMessageRequest, "clientMessageId"> &
  Partial<Pick<SendMessageRequest, "clientMessageId">>;

export function createChatClient(options: ChatClientOptions): ChatClient {
  return new ChatClient(options);
}

/**
 * A client for one user's chats in one location, with calls and events. Calls reject with a ChatClientError,
 * or with the reason of their aborted signal.
 */
export class ChatClient {
  readonly #parts: ClientParts;

  constructor(options: ChatClientOptions) {
    this.#parts = createParts(options);
    subscribeParts(this.#parts);
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

  /** @returns a function that removes the listener */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void {
    return this.#parts.emitter.on(name, listener);
  }

  /** Connects, and stays connected until `close`. Add listeners first. */
  connect(): void {
    void this.#parts.connection.start();
  }

  /**
   * Reconnects at once, or fetches missing entries. Call it when the user returns to the app; in a browser,
   * the client calls it itself.
   */
  focus(): void {
    refresh(this.#parts);
  }

  /** Closes for good. Pending calls reject with `closed`. */
  close(): void {
    this.#parts.connection.close("closed");
  }

  /**
   * Makes a chat's `entry` events begin after `afterSeq`, for an app that stores the log itself. Call it before
   * `connect`.
   */
  follow(chatId: string, afterSeq: number): void {
    this.#parts.logs.follow(chatId, afterSeq);
  }

  /** `seq` of a chat's last `entry` event. Pass it to `follow` the next time. */
  position(chatId: string): number | undefined {
    return this.#parts.logs.position(chatId);
  }

  /** Sends exactly once, in the order of the calls per chat. Retries until the server has answered. */
  async send(chatId: string, message: OutgoingMessage, { signal }: CallOptions = {}): Promise<Message> {
    const { queue, updates } = this.#parts;
    const entry = await queue.send(chatId, { clientMessageId: newKey(), ...message }, signal);
    updates.receive({ type: "entry", entry }); // the sending socket gets no event
    return entry;
  }

  /** Marks everything up to `seq` as read. */
  read(chatId: string, seq: number, options: CallOptions = {}): Promise<ReadState> {
    return this.#parts.liveCalls.read(chatId, seq, options);
  }

  /** Tells the other participants who are online. Does nothing while offline. */
  typing(chatId: string, active: boolean, options: CallOptions = {}): Promise<void> {
    return this.#parts.liveCalls.typing(chatId, active, options);
  }

  /** Turns `conversation` events of customer conversations on or off. */
  watchConversations(isOn: boolean, options: CallOptions = {}): Promise<void> {
    return this.#parts.liveCalls.watch(isOn, options);
  }
}
