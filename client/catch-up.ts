import { backoffMs } from "./backoff.ts";
import { isTransient } from "./chat-client-error.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { type SyncPorts, syncChats } from "./sync-chats.ts";

export interface CatchUpPorts extends SyncPorts {
  readonly clock: Clock;
  readonly connection: SyncPorts["connection"] & Pick<Connection, "isOnline">;
}

/** Pushes that overtake each other arrive within this time, so no request is needed. */
const GRACE_MS = 150;

/** Requests missing entries, for many chats at once, until none are missing. */
export class CatchUp {
  readonly #ports: CatchUpPorts;
  /** Chats to request in any case. */
  readonly #wanted = new Set<string>();
  /** Chats to request if they are still behind when the request is made. */
  readonly #gaps = new Set<string>();
  readonly #onSettled = new Set<() => void>();
  #isRunning = false;
  #isScheduled = false;
  #failures = 0;

  constructor(ports: CatchUpPorts) {
    this.#ports = ports;
  }

  /** Requests the missing entries of this chat after a moment, unless pushes bring them first. */
  schedule(chatId: string): void {
    this.#gaps.add(chatId);
    this.#runAfter(GRACE_MS);
  }

  /** Requests all chats now. */
  syncAll(): void {
    for (const chatId of this.#ports.logs.ids) this.#wanted.add(chatId);
    this.#failures = 0;
    void this.#run();
  }

  /** Resolves when nothing is missing. */
  settled(): Promise<void> {
    if (!this.#isRunning && this.#isSettled) return Promise.resolve();
    return new Promise((resolve) => this.#onSettled.add(resolve));
  }

  get #isSettled(): boolean {
    return this.#wanted.size === 0 && this.#gaps.size === 0;
  }

  /** Does nothing while offline: each new connection begins with `syncAll`. */
  #runAfter(ms: number): void {
    if (this.#isRunning || this.#isScheduled || !this.#ports.connection.isOnline) return;
    this.#isScheduled = true;
    this.#ports.clock.after(ms, () => {
      this.#isScheduled = false;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const gaps = [...this.#gaps].filter((chatId) => this.#ports.logs.isBehind(chatId));
    const chatIds = [...new Set([...this.#wanted, ...gaps])];
    this.#wanted.clear();
    this.#gaps.clear();
    const progressed = await this.#sync(chatIds);
    this.#isRunning = false;
    this.#failures = progressed ? 0 : this.#failures + 1;
    const backoff = progressed ? 0 : backoffMs(this.#ports.clock, this.#failures);
    if (this.#isSettled) this.#resolveSettled();
    else this.#runAfter(GRACE_MS + backoff);
  }

  /** @returns whether any entry was new */
  async #sync(chatIds: readonly string[]): Promise<boolean> {
    const { logs } = this.#ports;
    const before = this.#progress(chatIds);
    try {
      await syncChats(this.#ports, chatIds);
      for (const chatId of chatIds) if (logs.isBehind(chatId)) this.#gaps.add(chatId);
    } catch (error) {
      // A refused request would be refused again; the next connection repeats it.
      if (isTransient(error)) for (const chatId of chatIds) this.#wanted.add(chatId);
    }
    return this.#progress(chatIds) > before;
  }

  #progress(chatIds: readonly string[]): number {
    return chatIds.reduce((sum, chatId) => sum + (this.#ports.logs.position(chatId) ?? 0), 0);
  }

  #resolveSettled(): void {
    for (const resolve of this.#onSettled) resolve();
    this.#onSettled.clear();
  }
}
