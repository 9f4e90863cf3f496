import type { ChatPage } from "../functions/domain/chats/list-chats.ts";
import type { ChatLogs } from "./chat-logs.ts";

export interface DiscoveryPorts {
  readonly logs: ChatLogs;
  /** 100 chats, newest activity first. */
  page(cursor: string | undefined): Promise<ChatPage>;
}

/** Servers' clocks may differ by so much. */
const MARGIN_MS = 10 * 60_000;

/** Finds the chats that one is in: all of them the first time, then those to which one was added since. */
export class Discovery {
  readonly #ports: DiscoveryPorts;
  /** Epoch milliseconds: everything older has been seen. */
  #seenUntil: number | undefined;
  #running: Promise<void> | undefined;

  constructor(ports: DiscoveryPorts) {
    this.#ports = ports;
  }

  /** Is a chat that comes in sight one to which we have just been added? */
  get isComplete(): boolean {
    return this.#seenUntil !== undefined;
  }

  run(): Promise<void> {
    this.#running ??= this.#read().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Being added is activity: the list need not be read beyond what was there the last time. */
  async #read(): Promise<void> {
    let newest = this.#seenUntil ?? 0;
    let cursor: string | undefined;
    do {
      const page = await this.#ports.page(cursor);
      for (const chat of page.chats) {
        this.#ports.logs.meet(chat, this.isComplete);
        newest = Math.max(newest, Date.parse(chat.dateUpdated));
      }
      const oldest = page.chats.at(-1)?.dateUpdated;
      const isKnownFromHere = oldest === undefined || Date.parse(oldest) < (this.#seenUntil ?? 0) - MARGIN_MS;
      cursor = isKnownFromHere ? undefined : page.nextCursor;
    } while (cursor !== undefined);
    this.#seenUntil = newest;
  }
}
