import { fullJitter } from "./backoff.ts";
import { isTransient } from "./chat-client-error.ts";
import type { ChatLogs } from "./chat-logs.ts";
import type { Clock } from "./clock.ts";
import { BACKOFF } from "./options.ts";
import { type SyncPorts, syncChats } from "./sync-chats.ts";

export interface CatchUpPorts extends SyncPorts {
  readonly clock: Clock;
  isOnline(): boolean;
}

/** Pushes that overtake each other arrive within this time: no need to ask. */
const GRACE_MS = 150;

/** Sees to it that what is missing is asked for, many chats at once; one stays wanted until it is whole. */
export class CatchUp {
  readonly #ports: CatchUpPorts;
  readonly #logs: ChatLogs;
  /** To be asked for, whatever is known of them. */
  readonly #wanted = new Set<string>();
  /** To be asked for if something is missing still. */
  readonly #gaps = new Set<string>();
  readonly #onWhole = new Set<() => void>();
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
    this.#gaps.add(chatId);
    this.#later(GRACE_MS);
  }

  /** Asks for all chats now. */
  all(): void {
    for (const chatId of this.#logs.ids) this.#wanted.add(chatId);
    this.#failures = 0;
    void this.#run();
  }

  /** Resolves when nothing is missing. */
  whole(): Promise<void> {
    if (!this.#isRunning && this.#isWhole) return Promise.resolve();
    return new Promise((resolve) => this.#onWhole.add(resolve));
  }

  get #isWhole(): boolean {
    return this.#wanted.size === 0 && this.#gaps.size === 0;
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
    const gaps = [...this.#gaps].filter((chatId) => this.#logs.isBehind(chatId));
    const chatIds = [...new Set([...this.#wanted, ...gaps])];
    this.#wanted.clear();
    this.#gaps.clear();
    const progressed = await this.#ask(chatIds);
    this.#isRunning = false;
    this.#failures = progressed ? 0 : this.#failures + 1;
    const backoff = progressed ? 0 : fullJitter(this.#ports.clock, BACKOFF, this.#failures);
    if (this.#isWhole) this.#tellWhole();
    else this.#later(GRACE_MS + backoff);
  }

  /** @returns whether anything came of it */
  async #ask(chatIds: readonly string[]): Promise<boolean> {
    const before = this.#progress(chatIds);
    try {
      await syncChats(this.#ports, this.#logs, chatIds);
      for (const chatId of chatIds) if (this.#logs.isBehind(chatId)) this.#gaps.add(chatId);
    } catch (error) {
      // What the server refuses it refuses again; the next connection asks anew.
      if (isTransient(error)) for (const chatId of chatIds) this.#wanted.add(chatId);
    }
    return this.#progress(chatIds) > before;
  }

  #progress(chatIds: readonly string[]): number {
    return chatIds.reduce((sum, chatId) => sum + (this.#logs.position(chatId) ?? 0), 0);
  }

  #tellWhole(): void {
    for (const tell of this.#onWhole) tell();
    this.#onWhole.clear();
  }
}
