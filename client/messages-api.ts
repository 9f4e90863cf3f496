import type { Message } from "../functions/domain/log/entry.ts";
import type { MessagePage } from "../functions/domain/messages/list-messages.ts";
import type { SendMessageRequest } from "../functions/domain/messages/message.ts";
import type { CallOptions } from "./protocol.ts";
import type { RestClient } from "./rest-client.ts";

/** At most one of the bounds; without one, the newest page. */
export interface MessageRange {
  readonly beforeSeq?: number | undefined;
  readonly afterSeq?: number | undefined;
  readonly limit?: number | undefined;
}

/** The logs of chats, by REST. */
export class MessagesApi {
  readonly #rest: RestClient;
  readonly #pathOf: (chatId: string) => string;

  constructor(rest: RestClient, pathOf: (chatId: string) => string) {
    this.#rest = rest;
    this.#pathOf = pathOf;
  }

  /** A page of entries, ascending by `seq`. */
  page(chatId: string, range: MessageRange = {}, { signal }: CallOptions = {}): Promise<MessagePage> {
    return this.#rest.call({ method: "GET", path: this.#pathOf(chatId), query: { ...range }, signal });
  }

  /** Page by page into the past, each ascending: from the newest, or from what comes before `beforeSeq`. */
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

  /** One attempt: a message is tried again by its queue. */
  post(chatId: string, body: SendMessageRequest, signal: AbortSignal): Promise<Message> {
    return this.#rest.attempt({ method: "POST", path: this.#pathOf(chatId), body, signal });
  }
}
