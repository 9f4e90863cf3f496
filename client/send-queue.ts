import type { Message } from "../functions/domain/log/entry.ts";
import type { SendMessageRequest } from "../functions/domain/messages/message.ts";
import { fullJitter } from "./backoff.ts";
import { isTransient } from "./chat-client-error.ts";
import { abortable, anyOf, type Clock } from "./clock.ts";
import { BACKOFF } from "./options.ts";
import { Pause } from "./pause.ts";

/** Tries once to bring a message to the server. */
type Post = (chatId: string, request: SendMessageRequest, signal: AbortSignal) => Promise<Message>;

interface SendQueueSettings {
  readonly clock: Clock;
  readonly post: Post;
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal;
}

/**
 * Messages on their way: one at a time per chat, so that they arrive in the order in which they were
 * written, each tried under its one `clientMessageId` until the server has answered it.
 */
export class SendQueue {
  readonly #settings: SendQueueSettings;
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #pause: Pause;

  constructor(settings: SendQueueSettings) {
    this.#settings = settings;
    this.#pause = new Pause(settings.clock);
  }

  /** @throws ChatClientError when the server refuses it, or the client is closed */
  send(chatId: string, request: SendMessageRequest, given?: AbortSignal): Promise<Message> {
    const signal = anyOf(given, this.#settings.closed);
    const before = this.#tails.get(chatId) ?? Promise.resolve();
    const sent = before.then(() => this.#deliver(chatId, request, signal));
    const tail = sent
      .catch(() => undefined) // the caller knows; the next message goes on
      .finally(() => {
        if (this.#tails.get(chatId) === tail) this.#tails.delete(chatId);
      });
    this.#tails.set(chatId, tail);
    return abortable(sent, signal);
  }

  /** The connection is back: whoever waits for the next attempt makes it now. */
  wake(): void {
    this.#pause.cutShort();
  }

  async #deliver(chatId: string, request: SendMessageRequest, signal: AbortSignal): Promise<Message> {
    for (let failures = 0; ; failures += 1) {
      signal.throwIfAborted();
      try {
        return await this.#settings.post(chatId, request, signal);
      } catch (error) {
        if (!isTransient(error)) throw error;
        const { clock } = this.#settings;
        await this.#pause.wait(error.retryAfterMs ?? fullJitter(clock, BACKOFF, failures), signal);
      }
    }
  }
}
