import type { AddParticipantsRequest } from "../functions/domain/chats/add-participants.ts";
import type { Chat } from "../functions/domain/chats/chat-view.ts";
import type { ChatPage } from "../functions/domain/chats/list-chats.ts";
import type { ParticipantList } from "../functions/domain/chats/list-participants.ts";
import type { CreateChatRequest } from "../functions/domain/chats/new-chat.ts";
import type { ChatSettings } from "../functions/domain/log/membership.ts";
import type { ReadState } from "../functions/domain/messages/mark-read.ts";
import type { ChatLogs } from "./chat-logs.ts";
import type { CallOptions } from "./protocol.ts";
import { newKey } from "./random-key.ts";
import type { RestClient } from "./rest-client.ts";

export interface ListChats {
  readonly query?: string;
  readonly status?: "all" | "unread" | "starred";
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

/** The user's chats in the location, by REST. Every call rejects with a ChatClientError. */
export class ChatsApi {
  readonly #rest: RestClient;
  readonly #base: string;
  readonly #logs: Pick<ChatLogs, "track">;

  /** @param logs tracks each chat of an answer to `list`, `get` and `create` */
  constructor(rest: RestClient, locationId: string, logs: Pick<ChatLogs, "track">) {
    this.#rest = rest;
    this.#base = `/locations/${encodeURIComponent(locationId)}/internal-chats`;
    this.#logs = logs;
  }

  /** Returns a page of chats, newest activity first. */
  async list(
    { query, status, limit, cursor }: ListChats = {},
    { signal }: CallOptions = {},
  ): Promise<ChatPage> {
    const filter = { query, status, limit, cursor };
    const page = await this.#rest.call<ChatPage>({ method: "GET", path: this.#base, query: filter, signal });
    for (const chat of page.chats) this.#logs.track(chat);
    return page;
  }

  async get(chatId: string, { signal }: CallOptions = {}): Promise<Chat> {
    const chat = await this.#rest.call<Chat>({ method: "GET", path: this.path(chatId), signal });
    this.#logs.track(chat);
    return chat;
  }

  /** Creates a chat. Retries use one idempotency key, so they never create a second one. */
  async create(body: CreateChatRequest, { signal }: CallOptions = {}): Promise<Chat> {
    const headers = { "idempotency-key": newKey() };
    const chat = await this.#rest.call<Chat>({ method: "POST", path: this.#base, body, headers, signal });
    this.#logs.track(chat, true);
    return chat;
  }

  /** A subject of null clears it. */
  setSubject(chatId: string, subject: string | null, { signal }: CallOptions = {}): Promise<Chat> {
    return this.#rest.call({ method: "PATCH", path: this.path(chatId), body: { subject }, signal });
  }

  participants(chatId: string, { signal }: CallOptions = {}): Promise<ParticipantList> {
    return this.#rest.call({ method: "GET", path: this.path(chatId, "/participants"), signal });
  }

  addParticipants(
    chatId: string,
    body: AddParticipantsRequest,
    { signal }: CallOptions = {},
  ): Promise<ParticipantList> {
    return this.#rest.call({ method: "POST", path: this.path(chatId, "/participants"), body, signal });
  }

  /** Sets the user's own star and mute. */
  setSettings(
    chatId: string,
    body: ChatSettings,
    { signal }: CallOptions = {},
  ): Promise<Required<ChatSettings>> {
    return this.#rest.call({ method: "PUT", path: this.path(chatId, "/settings"), body, signal });
  }

  /** Marks everything up to `seq` as read. The read pointer never moves back. */
  markRead(chatId: string, seq: number, { signal }: CallOptions = {}): Promise<ReadState> {
    return this.#rest.call({ method: "PUT", path: this.path(chatId, "/read"), body: { seq }, signal });
  }

  path(chatId: string, below = ""): string {
    return `${this.#base}/${encodeURIComponent(chatId)}${below}`;
  }
}
