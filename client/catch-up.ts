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

/**
 * An answer may end before entries that are known to exist (AsyncAPI). The client asks again after this time,
 * which doubles up to the maximum while nothing new comes.
 */
const ASK_AGAIN_MS = 200;
const MAX_ASK_AGAIN_MS = 5000;

/** Requests missing entries, for many chats at once, until none are missing. */
export class CatchUp {
  readonly #ports: CatchUpPorts;
  /** Chats to request in any case. */
  readonly #wanted = new Set<string>();
  /** Epoch milliseconds at which to request a chat if it is still behind. */
  readonly #gaps = new Map<string, number>();
  /** Answers in a row that brought nothing new, by chat. */
  readonly #emptyAnswers = new Map<string, number>();
  readonly #onSettled = new Set<() => void>();
  #isRunning = false;
  #cancelTimer = () => {};
  /** Failed requests in a row, and the time of the next one. */
  #failures = 0;
  #retryAt = 0;

  constructor(ports: CatchUpPorts) {
    this.#ports = ports;
  }

  /** Requests the missing entries of this chat after a moment, unless pushes bring them first. */
  schedule(chatId: string): void {
    if (!this.#gaps.has(chatId)) this.#gaps.set(chatId, this.#ports.clock.now() + GRACE_MS);
    this.#setTimer();
  }

  /** Requests all chats now. */
  syncAll(): void {
    for (const chatId of this.#ports.logs.ids) this.#wanted.add(chatId);
    this.#emptyAnswers.clear();
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
  #setTimer(): void {
    const { clock, connection } = this.#ports;
    if (this.#isRunning || !connection.isOnline) return;
    this.#cancelTimer();
    const next = Math.min(
      ...this.#gaps.values(),
      this.#wanted.size > 0 ? this.#retryAt : Number.POSITIVE_INFINITY,
    );
    this.#cancelTimer = clock.after(Math.max(0, next - clock.now()), () => void this.#run());
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#cancelTimer();
    await this.#request(this.#takeDue());
    this.#isRunning = false;
    if (this.#isSettled) this.#resolveSettled();
    else this.#setTimer();
  }

  /** The chats to request now. Forgets gaps that pushes have closed. */
  #takeDue(): string[] {
    const { clock, logs } = this.#ports;
    const chatIds = new Set(this.#wanted);
    for (const [chatId, at] of this.#gaps) {
      const isBehind = logs.isBehind(chatId);
      if (isBehind && at <= clock.now()) chatIds.add(chatId);
      if (!isBehind || chatIds.has(chatId)) this.#gaps.delete(chatId);
    }
    this.#wanted.clear();
    return [...chatIds];
  }

  async #request(chatIds: readonly string[]): Promise<void> {
    const { clock, logs } = this.#ports;
    const before = new Map(chatIds.map((chatId) => [chatId, logs.position(chatId)]));
    try {
      await syncChats(this.#ports, chatIds);
      this.#failures = 0;
      for (const chatId of chatIds) this.#followUp(chatId, logs.position(chatId) !== before.get(chatId));
    } catch (error) {
      // A refused request would be refused again; the next connection repeats it.
      if (!isTransient(error)) return;
      for (const chatId of chatIds) this.#wanted.add(chatId);
      this.#failures += 1;
      this.#retryAt = clock.now() + (error.retryAfterMs ?? GRACE_MS + backoffMs(clock, this.#failures));
    }
  }

  /** Asks again for a chat that is still behind after an answer. */
  #followUp(chatId: string, hasProgressed: boolean): void {
    const { clock, logs } = this.#ports;
    const empty = hasProgressed ? 0 : (this.#emptyAnswers.get(chatId) ?? 0);
    this.#emptyAnswers.delete(chatId);
    if (!logs.isBehind(chatId)) return;
    const pause = Math.min(MAX_ASK_AGAIN_MS, ASK_AGAIN_MS * 2 ** empty);
    this.#gaps.set(chatId, clock.now() + pause);
    this.#emptyAnswers.set(chatId, empty + 1);
  }

  #resolveSettled(): void {
    for (const resolve of this.#onSettled) resolve();
    this.#onSettled.clear();
  }
}
