import type { Chat } from "../functions/domain/chats/chat-view.ts";
import type { Entry } from "../functions/domain/log/entry.ts";
import type { Emitter } from "./events.ts";
import { type LogBounds, Sequencer } from "./sequencer.ts";

/** Entries of a chat that is new to the client come as events from the first unread on, and at least so many. */
const RECENT = 20;

interface Log {
  readonly sequencer: Sequencer<Entry>;
  /** Has its `chat` event gone out? */
  isMet: boolean;
}

/** The chats that the client follows, and how far each has been told. */
export class ChatLogs {
  readonly #logs = new Map<string, Log>();
  readonly #emitter: Emitter;
  /** Told of a chat that came in sight with more than has come of it. */
  onGap: (chatId: string) => void = () => undefined;

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
  }

  get ids(): string[] {
    return [...this.#logs.keys()];
  }

  position(chatId: string): number | undefined {
    return this.#logs.get(chatId)?.sequencer.position;
  }

  isBehind(chatId: string): boolean {
    return this.#logs.get(chatId)?.sequencer.isBehind ?? false;
  }

  /** Follows a chat from a place on; one that is followed already goes on from where it is. */
  follow(chatId: string, afterSeq: number): void {
    if (!this.#logs.has(chatId)) this.#logs.set(chatId, { sequencer: new Sequencer(afterSeq), isMet: false });
  }

  /** A chat came in sight: with `isNew` its latest entries are news, else they are history. */
  meet(chat: Chat, isNew: boolean): void {
    const latest = Math.min(chat.readSeq - 1, chat.lastSeq - RECENT);
    this.follow(chat.id, isNew ? Math.max(chat.firstVisibleSeq - 1, latest) : chat.lastSeq);
    const log = this.#logs.get(chat.id);
    if (log === undefined) return;
    if (!log.isMet) {
      log.isMet = true;
      const afterSeq = Math.max(log.sequencer.position, chat.firstVisibleSeq - 1);
      this.#emitter.emit("chat", { chat, afterSeq });
    }
    this.accept(chat.id, [], chat);
    if (log.sequencer.isBehind) this.onGap(chat.id);
  }

  /** @returns false where the chat is not known */
  accept(chatId: string, entries: readonly Entry[], bounds?: LogBounds): boolean {
    const log = this.#logs.get(chatId);
    if (log === undefined) return false;
    this.#tell(chatId, log.sequencer.accept(entries));
    if (bounds) this.#tell(chatId, log.sequencer.learn(bounds));
    return true;
  }

  #tell(chatId: string, entries: readonly Entry[]): void {
    for (const entry of entries) this.#emitter.emit("entry", { chatId, entry });
  }
}
