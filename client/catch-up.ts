import type { MessagePage } from "../functions/domain/list-messages.ts";
import type { SyncResult } from "../functions/domain/sync.ts";
import { fullJitter } from "./backoff.ts";
import { isTransient } from "./chat-client-error.ts";
import type { ChatLogs } from "./chat-logs.ts";
import type { Clock } from "./clock.ts";
import { BACKOFF } from "./options.ts";

export interface CatchUpPorts {
  readonly clock: Clock;
  isOnline(): boolean;
  /** Entries after a position, of up to 100 chats. */
  sync(positions: Record<string, number>): Promise<SyncResult>;
  /** Up to 100 entries of one chat after a position. */
  page(chatId: string, afterSeq: number): Promise<MessagePage>;
}

/** Chats in one `sync` (contract). */
const CHUNK = 100;

/** Pushes that overtake each other arrive within this time: no need to ask. */
const GRACE_MS = 150;

/** Fetches what is missing, of many chats with one frame; a chat stays wanted until it has been answered. */
export class CatchUp {
  readonly #ports: CatchUpPorts;
  readonly #logs: ChatLogs;
  readonly #wanted = new Set<string>();
  #isRunning = false;
  #isScheduled = false;
  #failures = 0;

  constructor(ports: CatchUpPorts, logs: ChatLogs) {
    this.#ports = ports;
    this.#logs = logs;
    logs.onGap = (chatId) => this.soon(chatId);
  }

  /** Something of this chat is missing: asks soon, unless it comes by itself. */
  soon(chatId: string): void {
    this.#wanted.add(chatId);
    this.#later(GRACE_MS);
  }

  /** Asks for all chats now. */
  all(): void {
    for (const chatId of this.#logs.ids) this.#wanted.add(chatId);
    this.#failures = 0;
    void this.#run();
  }

  /** Without a connection there is nobody to ask; the next one begins with all chats. */
  #later(ms: number): void {
    if (this.#isRunning || this.#isScheduled || !this.#ports.isOnline()) return;
    this.#isScheduled = true;
    this.#ports.clock.after(ms, () => {
      this.#isScheduled = false;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const chatIds = [...this.#wanted];
    this.#wanted.clear();
    const moved = await this.#askAll(chatIds);
    this.#isRunning = false;
    this.#failures = moved ? 0 : this.#failures + 1;
    const wait = moved ? 0 : fullJitter(this.#ports.clock, BACKOFF, this.#failures);
    if (this.#wanted.size > 0) this.#later(GRACE_MS + wait);
  }

  /** @returns whether anything came of it */
  async #askAll(chatIds: readonly string[]): Promise<boolean> {
    const before = this.#progress(chatIds);
    try {
      for (let start = 0; start < chatIds.length; start += CHUNK) {
        await this.#ask(chatIds.slice(start, start + CHUNK));
      }
    } catch (error) {
      // What the server refuses it refuses again; the next connection asks anew.
      if (isTransient(error)) for (const chatId of chatIds) this.#wanted.add(chatId);
    }
    return this.#progress(chatIds) > before;
  }

  #progress(chatIds: readonly string[]): number {
    return chatIds.reduce((sum, chatId) => sum + (this.#logs.position(chatId) ?? 0), 0);
  }

  async #ask(chatIds: readonly string[]): Promise<void> {
    const positions = chatIds.map((chatId) => [chatId, this.#logs.position(chatId) ?? 0] as const);
    const answer = await this.#ports.sync(Object.fromEntries(positions));
    for (const [chatId, synced] of Object.entries(answer)) {
      this.#logs.accept(chatId, synced.entries, synced);
      if (synced.more) await this.#readOn(chatId);
    }
  }

  /** The rest of a chat, as long as there is more and it comes. */
  async #readOn(chatId: string): Promise<void> {
    for (let last = -1; this.#logs.isBehind(chatId); ) {
      const position = this.#logs.position(chatId) ?? 0;
      if (position === last) return;
      last = position;
      const page = await this.#ports.page(chatId, position);
      this.#logs.accept(chatId, page.entries, page);
    }
  }
}
