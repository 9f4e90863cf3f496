import type { Message } from "../functions/domain/log/entry.ts";
import type { SendMessageRequest } from "../functions/domain/messages/message.ts";
import { abortable, anyOf } from "./abort-signals.ts";
import { backoffMs, Pause } from "./backoff.ts";
import { isTransient } from "./chat-client-error.ts";
import type { Clock } from "./clock.ts";
import type { LiveCalls } from "./live-calls.ts";

interface SendQueuePorts {
  readonly clock: Clock;
  readonly liveCalls: Pick<LiveCalls, "post">;
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal;
}

/**
 * Sends one message at a time per chat, so that messages arrive in the order of the calls. Retries each one
 * under the same `clientMessageId` until the server has answered.
 */
export class SendQueue {
  readonly #ports: SendQueuePorts;
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #pause: Pause;

  constructor(ports: SendQueuePorts) {
    this.#ports = ports;
    this.#pause = new Pause(ports.clock);
  }

  /** @throws ChatClientError if the server refuses the message or the client is closed */
  send(chatId: string, request: SendMessageRequest, given?: AbortSignal): Promise<Message> {
    const signal = anyOf(given, this.#ports.closed);
    const before = this.#tails.get(chatId) ?? Promise.resolve();
    const sent = before.then(() => this.#sendWithRetries(chatId, request, signal));
    const tail = sent
      .catch(() => undefined) // the caller gets the error; the next message is sent anyway
      .finally(() => {
        if (this.#tails.get(chatId) === tail) this.#tails.delete(chatId);
      });
    this.#tails.set(chatId, tail);
    return abortable(sent, signal);
  }

  /** Makes all waiting attempts now. */
  retryNow(): void {
    this.#pause.skip();
  }

  async #sendWithRetries(chatId: string, request: SendMessageRequest, signal: AbortSignal): Promise<Message> {
    for (let failures = 0; ; failures += 1) {
      signal.throwIfAborted();
      try {
        return await this.#ports.liveCalls.post(chatId, request, signal);
      } catch (error) {
        if (!isTransient(error)) throw error;
        const { clock } = this.#ports;
        await this.#pause.wait(error.retryAfterMs ?? backoffMs(clock, failures), signal);
      }
    }
  }
}
