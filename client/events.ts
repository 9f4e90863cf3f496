import type { Chat } from "../functions/domain/chats/chat-view.ts";
import type { ConversationEvent } from "../functions/domain/inbox/conversation.ts";
import type { Entry } from "../functions/domain/log/entry.ts";

/** Why a client stopped for good. */
export type ClosedReason = "closed" | "access_lost" | "unauthenticated";

export interface StateEvent {
  readonly state: "connecting" | "online" | "offline" | "closed";
  /** With `closed`. */
  readonly reason?: ClosedReason;
}

/** What a client tells, by name. */
export interface ClientEvents {
  /** An entry of a chat's log: each once, in the order of `seq`, without a gap after the chat's `afterSeq`. */
  entry: { readonly chatId: string; readonly entry: Entry };
  /** A chat not met before; its `entry` events begin after `afterSeq`, what is earlier is history. */
  chat: { readonly chat: Chat; readonly afterSeq: number };
  /** Somebody's read pointer moved forward, perhaps one's own on another device. */
  read: { readonly chatId: string; readonly userId: string; readonly seq: number };
  typing: { readonly chatId: string; readonly userId: string; readonly active: boolean };
  /** A customer conversation changed; only while watching. */
  conversation: Pick<ConversationEvent, "conversation">;
  /** All that had happened before has been told; after each connect, ping and focus. */
  synced: object;
  state: StateEvent;
}

type Listener<Event> = (event: Event) => void;

export class Emitter {
  readonly #listeners: { readonly [Name in keyof ClientEvents]: Set<Listener<ClientEvents[Name]>> } = {
    entry: new Set(),
    chat: new Set(),
    read: new Set(),
    typing: new Set(),
    conversation: new Set(),
    synced: new Set(),
    state: new Set(),
  };

  /** @returns what ends the listening */
  on<Name extends keyof ClientEvents>(name: Name, listener: Listener<ClientEvents[Name]>): () => void {
    this.#listeners[name].add(listener);
    return () => this.#listeners[name].delete(listener);
  }

  emit<Name extends keyof ClientEvents>(name: Name, event: ClientEvents[Name]): void {
    for (const listener of [...this.#listeners[name]]) tell(listener, event);
  }
}

/** A listener's error is its own: it surfaces as uncaught, and no other listener misses anything. */
function tell<Event>(listener: Listener<Event>, event: Event): void {
  try {
    listener(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
