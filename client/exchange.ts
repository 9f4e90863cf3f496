import type { Message } from "../functions/domain/log/entry.ts";
import type { ReadState } from "../functions/domain/messages/mark-read.ts";
import type { SendMessageRequest } from "../functions/domain/messages/message.ts";
import { ChatClientError, isTransient } from "./chat-client-error.ts";
import type { ChatsApi } from "./chats-api.ts";
import type { Connection } from "./connection.ts";
import type { MessagesApi } from "./messages-api.ts";
import type { CallOptions } from "./protocol.ts";

export interface ExchangePorts {
  readonly connection: Connection;
  readonly chats: ChatsApi;
  readonly messages: MessagesApi;
}

/** Bytes of a message that leave room for the envelope in a frame of 32 KB (contract). */
const LONGEST_FRAME = 31 * 1024;

/** What goes over the socket while there is one: it is faster, and does not echo. */
export class Exchange {
  readonly #ports: ExchangePorts;
  #isWatching: boolean;

  constructor(ports: ExchangePorts, isWatching: boolean) {
    this.#ports = ports;
    this.#isWatching = isWatching;
  }

  /** One attempt to send. @throws ChatClientError */
  async post(chatId: string, message: SendMessageRequest, signal: AbortSignal): Promise<Message> {
    const { connection, messages } = this.#ports;
    if (!connection.isOnline || isTooLong(message)) return messages.post(chatId, message, signal);
    try {
      return (await connection.request("send", { chatId, ...message }, { signal })).entry;
    } catch (error) {
      // The token of the connection has ended; that of the next request has not.
      if (!(error instanceof ChatClientError) || error.code !== "unauthenticated") throw error;
      return messages.post(chatId, message, signal);
    }
  }

  async read(chatId: string, seq: number, { signal }: CallOptions): Promise<ReadState> {
    const { connection, chats } = this.#ports;
    try {
      if (connection.isOnline) {
        const { readSeq, unreadCount } = await connection.request("read", { chatId, seq }, { signal });
        return { readSeq, unreadCount };
      }
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
    return chats.markRead(chatId, seq, { signal });
  }

  /** Worth something only now: without a connection nothing is said, and nothing is tried again. */
  async typing(chatId: string, active: boolean, { signal }: CallOptions): Promise<void> {
    const { connection } = this.#ports;
    if (!connection.isOnline) return;
    await connection.request("typing", { chatId, active }, { signal }).catch(ignoreTransient);
  }

  async watch(conversations: boolean, { signal }: CallOptions): Promise<void> {
    this.#isWatching = conversations;
    const { connection } = this.#ports;
    if (!connection.isOnline) return;
    await connection.request("watch", { conversations }, { signal }).catch(ignoreTransient);
  }

  /** A new connection watches nothing until it is told. */
  async watchAgain(signal: AbortSignal): Promise<void> {
    if (this.#isWatching) await this.watch(true, { signal });
  }
}

/** The server closes the connection on what it cannot take, and says why only by REST. */
function isTooLong(message: SendMessageRequest): boolean {
  return new TextEncoder().encode(JSON.stringify(message)).length > LONGEST_FRAME;
}

function ignoreTransient(error: unknown): void {
  if (!isTransient(error)) throw error;
}
