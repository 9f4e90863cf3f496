import type { Message } from "../functions/domain/log/entry.ts";
import type { MessagePage } from "../functions/domain/messages/list-messages.ts";
import type { SendMessageRequest } from "../functions/domain/messages/message.ts";
import type { ChatsApi } from "./chats-api.ts";
import type { CallOptions } from "./protocol.ts";
import type { RestClient } from "./rest-client.ts";

/** At most one of `beforeSeq` and `afterSeq`; without either, the newest page. */
export interface MessageRange {
  readonly beforeSeq?: number | undefined;
  readonly afterSeq?: number | undefined;
  readonly limit?: number | undefined;
}

/** Entries of chats, by REST. */
export class MessagesApi {
  readonly #rest: RestClient;
  readonly #chats: Pick<ChatsApi, "path">;

  constructor(rest: RestClient, chats: Pick<ChatsApi, "path">) {
    this.#rest = rest;
    this.#chats = chats;
  }

  /** Returns a page of entries, ascending by `seq`. */
  page(chatId: string, range: MessageRange = {}, { signal }: CallOptions = {}): Promise<MessagePage> {
    return this.#rest.call({ method: "GET", path: this.#path(chatId), query: { ...range }, signal });
  }

  /**
   * Yields pages from newest to oldest, each ascending by `seq`. The first one ends before `beforeSeq`, or
   * with the newest entry.
   */
  async *history(
    chatId: string,
    { beforeSeq, limit }: Omit<MessageRange, "afterSeq"> = {},
    options: CallOptions = {},
  ): AsyncGenerator<MessagePage, void, undefined> {
    let before = beforeSeq;
    do {
      const page = await this.page(chatId, { beforeSeq: before, limit }, options);
      yield page;
      before = page.nextBeforeSeq;
    } while (before !== undefined);
  }

  /** Makes one attempt; the send queue retries. */
  post(chatId: string, body: SendMessageRequest, signal: AbortSignal): Promise<Message> {
    return this.#rest.attempt({ method: "POST", path: this.#path(chatId), body, signal });
  }

  #path(chatId: string): string {
    return this.#chats.path(chatId, "/messages");
  }
}
