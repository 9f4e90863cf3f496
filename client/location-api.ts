import type { UserPage } from "../functions/domain/directory/list-users.ts";
import type { ConversationPage } from "../functions/domain/inbox/list-conversations.ts";
import type { Inbox } from "../functions/domain/inbox/read-inbox.ts";
import { ChatClientError } from "./chat-client-error.ts";
import type { ClosedReason } from "./events.ts";
import type { CallOptions } from "./protocol.ts";
import type { RestClient } from "./rest-client.ts";

interface Paged {
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

/** The inbox and the people of a location, by REST. */
export class LocationApi {
  readonly #rest: RestClient;
  readonly #base: string;

  constructor(rest: RestClient, locationId: string) {
    this.#rest = rest;
    this.#base = `/locations/${encodeURIComponent(locationId)}`;
  }

  /** Counts the conversations and chats with unread messages. */
  inbox({ signal }: CallOptions = {}): Promise<Inbox> {
    return this.#rest.call({ method: "GET", path: `${this.#base}/inbox`, signal });
  }

  /** Returns a page of customer conversations, newest first. */
  conversations(
    query: Paged & { readonly folder?: "team" | "assigned"; readonly status?: "all" | "unread" } = {},
    { signal }: CallOptions = {},
  ): Promise<ConversationPage> {
    return this.#rest.call({
      method: "GET",
      path: `${this.#base}/conversations`,
      query: { ...query },
      signal,
    });
  }

  /** Returns a page of users who can be added to a chat, by name. */
  users(query: Paged & { readonly query?: string } = {}, { signal }: CallOptions = {}): Promise<UserPage> {
    return this.#rest.call({ method: "GET", path: `${this.#base}/users`, query: { ...query }, signal });
  }

  /**
   * Finds out why the server refuses the user's WebSocket, by the cheapest route with the same access checks.
   * @returns undefined if it does not refuse the user, or could not be reached
   */
  async refusalReason(signal: AbortSignal): Promise<ClosedReason | undefined> {
    try {
      await this.#rest.attempt({ method: "GET", path: `${this.#base}/users`, query: { limit: 1 }, signal });
    } catch (error) {
      if (!(error instanceof ChatClientError)) return undefined;
      if (error.code === "unauthenticated") return "unauthenticated";
      if (error.statusCode === 403) return "access_lost";
    }
    return undefined;
  }
}
