import type { Chat } from "../functions/domain/chats/chat-view.ts";
import type { Entry } from "../functions/domain/log/entry.ts";
import { Emitter } from "./emitter.ts";
import type { ClientEvents } from "./events.ts";
import { type LogBounds, Sequencer } from "./sequencer.ts";

/** A chat that is new to the client emits at least this many of its latest entries. */
const MIN_RECENT = 20;

interface Log {
  readonly sequencer: Sequencer<Entry>;
  /** Whether the `chat` event has been emitted. */
  isEmitted: boolean;
}

/** The logs that the client follows, each with the position up to which its entries have been emitted. */
export class ChatLogs {
  readonly #logs = new Map<string, Log>();
  readonly #emitter: Emitter<ClientEvents>;
  readonly #gaps = new Emitter<{ gap: string }>();
  #isListed = false;

  constructor(emitter: Emitter<ClientEvents>) {
    this.#emitter = emitter;
  }

  get ids(): string[] {
    return [...this.#logs.keys()];
  }

  /** Whether all chats have been listed once. If so, the user was just added to a chat not tracked yet. */
  get isListed(): boolean {
    return this.#isListed;
  }

  markListed(): void {
    this.#isListed = true;
  }

  /** Calls the listener with the id of a tracked chat that has entries which were not emitted yet. */
  onGap(listener: (chatId: string) => void): void {
    this.#gaps.on("gap", listener);
  }

  position(chatId: string): number | undefined {
    return this.#logs.get(chatId)?.sequencer.position;
  }

  isBehind(chatId: string): boolean {
    return this.#logs.get(chatId)?.sequencer.isBehind ?? false;
  }

  /** Follows a chat after `afterSeq`. A chat that is already followed keeps its position. */
  follow(chatId: string, afterSeq: number): void {
    if (!this.#logs.has(chatId))
      this.#logs.set(chatId, { sequencer: new Sequencer(afterSeq), isEmitted: false });
  }

  /**
   * Takes a chat as the server shows it. The first time, it emits `chat`; if the chat is new, the entries
   * from the first unread one on are emitted too, otherwise all its entries are history.
   */
  track(chat: Chat, isNew = this.#isListed): void {
    const recent = Math.min(chat.readSeq - 1, chat.lastSeq - MIN_RECENT);
    this.follow(chat.id, isNew ? Math.max(chat.firstVisibleSeq - 1, recent) : chat.lastSeq);
    const log = this.#logs.get(chat.id);
    if (log === undefined) return;
    if (!log.isEmitted) {
      log.isEmitted = true;
      const afterSeq = Math.max(log.sequencer.position, chat.firstVisibleSeq - 1);
      this.#emitter.emit("chat", { chat, afterSeq });
    }
    this.accept(chat.id, [], chat);
    if (log.sequencer.isBehind) this.#gaps.emit("gap", chat.id);
  }

  /** @returns false if the chat is not followed */
  accept(chatId: string, entries: readonly Entry[], bounds?: LogBounds): boolean {
    const log = this.#logs.get(chatId);
    if (log === undefined) return false;
    this.#emit(chatId, log.sequencer.accept(entries));
    if (bounds) this.#emit(chatId, log.sequencer.learn(bounds));
    return true;
  }

  #emit(chatId: string, entries: readonly Entry[]): void {
    for (const entry of entries) this.#emitter.emit("entry", { chatId, entry });
  }
}
