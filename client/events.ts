import type { Chat } from "../functions/domain/chats/chat-view.ts";
import type { ConversationEvent } from "../functions/domain/inbox/conversation.ts";
import type { Entry } from "../functions/domain/log/entry.ts";
import type { ChatClientError } from "./chat-client-error.ts";

/** Why a client stopped for good. */
export type ClosedReason = "closed" | "access_lost" | "replaced" | "unauthenticated";

export interface StateEvent {
  readonly state: "connecting" | "online" | "offline" | "closed";
  /** Present with `closed`. */
  readonly reason?: ClosedReason;
  /** Present with `offline` if the client dropped the connection because of what the server sent. Log it. */
  readonly error?: ChatClientError;
}

/** Events of a client, by name. */
export interface ClientEvents {
  /** An entry of a chat's log. Each comes once, in the order of `seq`, without a gap after `afterSeq`. */
  entry: { readonly chatId: string; readonly entry: Entry };
  /** A chat seen for the first time. Its `entry` events begin after `afterSeq`; the rest is history. */
  chat: { readonly chat: Chat; readonly afterSeq: number };
  /** A user's read pointer moved forward; the user may be the client's own, on another device. */
  read: { readonly chatId: string; readonly userId: string; readonly seq: number };
  typing: { readonly chatId: string; readonly userId: string; readonly active: boolean };
  /** A customer conversation changed. Emitted only while watching. */
  conversation: Pick<ConversationEvent, "conversation">;
  /** The client has caught up: emitted after each connect, ping and `focus`. */
  synced: object;
  state: StateEvent;
}
