import type { AddParticipantsRequest } from "../functions/domain/chats/add-participants.ts";
import type { Chat } from "../functions/domain/chats/chat-view.ts";
import type { ChatPage } from "../functions/domain/chats/list-chats.ts";
import type { ParticipantList } from "../functions/domain/chats/list-participants.ts";
import type { CreateChatRequest } from "../functions/domain/chats/new-chat.ts";
import type { ChatSettings } from "../functions/domain/log/membership.ts";
import type { ReadState } from "../functions/domain/messages/mark-read.ts";
import type { CallOptions } from "./protocol.ts";
import { newKey } from "./random-key.ts";
import type { RestClient } from "./rest-client.ts";

export interface ListChats {
  readonly query?: string;
  readonly status?: "all" | "unread" | "starred";
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

/** The user's chats in the location. Every call rejects with a ChatClientError. */
export class ChatsApi {
  readonly #rest: RestClient;
  readonly #base: string;
  readonly #onSight: (chat: Chat, isNew: boolean) => void;

  /** @param onSight told of each chat that an answer shows; `isNew` when it was just created */
  constructor(rest: RestClient, locationId: string, onSight: (chat: Chat, isNew: boolean) => void) {
    this.#rest = rest;
    this.#base = `/locations/${encodeURIComponent(locationId)}/internal-chats`;
    this.#onSight = onSight;
  }

  /** A page, newest activity first. */
  async list(
    { query, status, limit, cursor }: ListChats = {},
    { signal }: CallOptions = {},
  ): Promise<ChatPage> {
    const filter = { query, status, limit, cursor };
    const page = await this.#rest.call<ChatPage>({ method: "GET", path: this.#base, query: filter, signal });
    for (const chat of page.chats) this.#onSight(chat, false);
    return page;
  }

  async get(chatId: string, { signal }: CallOptions = {}): Promise<Chat> {
    const chat = await this.#rest.call<Chat>({ method: "GET", path: this.path(chatId), signal });
    this.#onSight(chat, false);
    return chat;
  }

  /** Starts a chat, once, however often it has to be tried. */
  async create(body: CreateChatRequest, { signal }: CallOptions = {}): Promise<Chat> {
    const headers = { "idempotency-key": newKey() };
    const chat = await this.#rest.call<Chat>({ method: "POST", path: this.#base, body, headers, signal });
    this.#onSight(chat, true);
    return chat;
  }

  /** Null clears it. */
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

  /** One's own star and mute. */
  setSettings(
    chatId: string,
    body: ChatSettings,
    { signal }: CallOptions = {},
  ): Promise<Required<ChatSettings>> {
    return this.#rest.call({ method: "PUT", path: this.path(chatId, "/settings"), body, signal });
  }

  /** Everything up to `seq` is read; never moves back. */
  markRead(chatId: string, seq: number, { signal }: CallOptions = {}): Promise<ReadState> {
    return this.#rest.call({ method: "PUT", path: this.path(chatId, "/read"), body: { seq }, signal });
  }

  path(chatId: string, below = ""): string {
    return `${this.#base}/${encodeURIComponent(chatId)}${below}`;
  }
}
