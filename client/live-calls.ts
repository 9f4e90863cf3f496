import type { Message } from "../functions/domain/log/entry.ts";
import type { ReadState } from "../functions/domain/messages/mark-read.ts";
import type { SendMessageRequest } from "../functions/domain/messages/message.ts";
import { ChatClientError, isTransient } from "./chat-client-error.ts";
import type { ChatsApi } from "./chats-api.ts";
import type { Settings } from "./client-options.ts";
import type { Connection } from "./connection.ts";
import type { MessagesApi } from "./messages-api.ts";
import type { CallOptions } from "./protocol.ts";

export interface LiveCallsPorts {
  readonly settings: Pick<Settings, "watchConversations">;
  readonly connection: Connection;
  readonly chats: ChatsApi;
  readonly messages: MessagesApi;
}

/** Bytes of a message's JSON, with room for the envelope in a frame of 32 KB (AsyncAPI). */
const MAX_MESSAGE_BYTES = 31 * 1024;

/** Calls that use the socket while online. It is faster, and gets no event of its own call. */
export class LiveCalls {
  readonly #ports: LiveCallsPorts;
  #isWatching: boolean;

  constructor(ports: LiveCallsPorts) {
    this.#ports = ports;
    this.#isWatching = ports.settings.watchConversations;
  }

  /** Makes one attempt to send. @throws ChatClientError */
  async post(chatId: string, message: SendMessageRequest, signal: AbortSignal): Promise<Message> {
    const { connection, messages } = this.#ports;
    if (!connection.isOnline || isTooLong(message)) return messages.post(chatId, message, signal);
    try {
      return (await connection.request("send", { chatId, ...message }, { signal })).entry;
    } catch (error) {
      // The token of the connection has expired; REST sends a fresh one.
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

  /** Does nothing while offline, and does not retry: a late typing event is worthless. */
  async typing(chatId: string, active: boolean, { signal }: CallOptions): Promise<void> {
    const { connection } = this.#ports;
    if (!connection.isOnline) return;
    await connection.request("typing", { chatId, active }, { signal }).catch(ignoreTransient);
  }

  /** Remembers the choice for later connections, and tells the server if online. */
  async watch(conversations: boolean, { signal }: CallOptions): Promise<void> {
    this.#isWatching = conversations;
    const { connection } = this.#ports;
    if (!connection.isOnline) return;
    await connection.request("watch", { conversations }, { signal }).catch(ignoreTransient);
  }

  /** Watches again on a new connection, which watches nothing at first. */
  async restoreWatch(signal: AbortSignal): Promise<void> {
    // If it fails, the next connection tries again.
    if (this.#isWatching) await this.watch(true, { signal }).catch(() => undefined);
  }
}

/** The server closes the socket on a frame that is too long; REST answers with the reason. */
function isTooLong(message: SendMessageRequest): boolean {
  return new TextEncoder().encode(JSON.stringify(message)).length > MAX_MESSAGE_BYTES;
}

function ignoreTransient(error: unknown): void {
  if (!isTransient(error)) throw error;
}
