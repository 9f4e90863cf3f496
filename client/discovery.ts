import type { ChatLogs } from "./chat-logs.ts";
import type { ChatsApi } from "./chats-api.ts";

export interface DiscoveryPorts {
  readonly logs: ChatLogs;
  readonly chats: Pick<ChatsApi, "list">;
}

/** Tolerated difference between the clocks of two servers. */
const CLOCK_SKEW_MS = 10 * 60_000;

/** Finds the user's chats: all of them the first time, later those to which the user was added since. */
export class Discovery {
  readonly #ports: DiscoveryPorts;
  /** Epoch milliseconds. All chats with older activity have been seen. */
  #seenUntil = 0;
  #running: Promise<void> | undefined;

  constructor(ports: DiscoveryPorts) {
    this.#ports = ports;
  }

  /** Joins a run that is under way. */
  run(): Promise<void> {
    this.#running ??= this.#read().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Adding a user counts as activity of the chat, so a later listing stops where the last one began. */
  async #read(): Promise<void> {
    let newest = this.#seenUntil;
    let cursor: string | undefined;
    do {
      const page = await this.#ports.chats.list({ limit: 100, cursor });
      for (const chat of page.chats) {
        this.#ports.logs.track(chat);
        newest = Math.max(newest, Date.parse(chat.dateUpdated));
      }
      const oldest = page.chats.at(-1)?.dateUpdated;
      const isRestSeen = oldest === undefined || Date.parse(oldest) < this.#seenUntil - CLOCK_SKEW_MS;
      cursor = isRestSeen ? undefined : page.nextCursor;
    } while (cursor !== undefined);
    this.#seenUntil = newest;
    this.#ports.logs.markListed();
  }
}
