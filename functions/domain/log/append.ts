import type { ChatHeader, ChatRef } from "./chat-header.ts";
import type { LogEntry } from "./entry.ts";
import type { Roster } from "./roster.ts";

/** Lets a retried send return the first result. Kept for at least 24 hours. */
export interface SendReceipt {
  readonly userId: string;
  readonly clientMessageId: string;
  readonly seq: number;
  /** Created by the sender's invocation, which recognizes its own receipt by it after an unknown outcome. */
  readonly messageId: string;
}

/** Lets a retried creation return the first chat. Kept per creator for at least 24 hours. */
export interface CreationKey {
  readonly creatorId: string;
  /** The client's `Idempotency-Key`. */
  readonly key: string;
  /** The request in a canonical form. The same key with another request is a conflict. */
  readonly request: string;
}

/** One transaction on a chat, all or nothing. It also marks the attachments of its messages as used. */
export interface Append {
  readonly chat: ChatRef;
  /** The `lastSeq` of the header before it; 0 creates the chat. */
  readonly afterSeq: number;
  /** The header after it. */
  readonly header: ChatHeader;
  /** Without a gap from `afterSeq + 1`. */
  readonly entries: readonly LogEntry[];
  /** The new roster, if the entries change it. */
  readonly roster?: Roster;
}

/** An append that sends a message. */
export interface SendAppend extends Append {
  readonly receipt: SendReceipt;
}

/** An append that creates a chat. With a receipt it also sends the first message. */
export interface CreationAppend extends Append {
  readonly roster: Roster;
  readonly receipt?: SendReceipt;
  readonly creationKey?: CreationKey;
}

export interface CreatedBefore {
  readonly chatId: string;
  readonly sameRequest: boolean;
}

/** Nothing was written; another attempt may succeed. */
export type AppendRefused =
  /** Another append came first; `header` is the newest one. */
  | { readonly kind: "stale"; readonly header: ChatHeader }
  /** A conflict or throttling; the newest header is unknown. */
  | { readonly kind: "contended" };

export type AppendOutcome = { readonly kind: "appended" } | AppendRefused;

export type SendOutcome =
  | AppendOutcome
  /** Another message uses one of the attachments, or the attachment has expired. */
  | { readonly kind: "attachment_taken" }
  /** A receipt with this key exists: this or an earlier attempt has sent the message. */
  | { readonly kind: "duplicate"; readonly receipt: SendReceipt };

export type CreationOutcome =
  | AppendOutcome
  /** This or an earlier attempt has created a chat under this key. */
  | ({ readonly kind: "created_before" } & CreatedBefore);
