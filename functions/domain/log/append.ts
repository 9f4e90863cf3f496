import type { ChatHeader, ChatRef } from "./chat-header.ts";
import type { LogEntry } from "./entry.ts";
import type { Roster } from "./roster.ts";

/** Makes a retried send return the first result; kept for at least 24 hours. */
export interface SendReceipt {
  readonly userId: string;
  readonly clientMessageId: string;
  readonly seq: number;
  /** Minted by the attempt that wrote it, so that an attempt of unknown outcome knows its own receipt. */
  readonly messageId: string;
}

/** Makes a retried creation return the first chat; kept under the creator for at least 24 hours. */
export interface CreationKey {
  readonly creatorId: string;
  /** The client's `Idempotency-Key`. */
  readonly key: string;
  /** The request in one canonical form: the same key with another request is a mistake. */
  readonly request: string;
}

/**
 * One transaction on a chat: all of it is written, or nothing. It also marks the attachments of its messages
 * as used.
 */
export interface Append {
  readonly chat: ChatRef;
  /** The `lastSeq` of the header that it builds on; 0 creates the chat. */
  readonly afterSeq: number;
  /** The header after it. */
  readonly header: ChatHeader;
  /** Dense from `afterSeq + 1`. */
  readonly entries: readonly LogEntry[];
  /** Present where the entries change it. */
  readonly roster?: Roster;
}

/** An append that sends a message. */
export interface SendAppend extends Append {
  readonly receipt: SendReceipt;
}

/** An append that creates a chat, and sends its first message where it has a receipt. */
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
  /** Another append came first; this is the header now. */
  | { readonly kind: "stale"; readonly header: ChatHeader }
  /** A conflict or throttling: nothing is known of the header. */
  | { readonly kind: "contended" };

export type AppendOutcome = { readonly kind: "appended" } | AppendRefused;

export type SendOutcome =
  | AppendOutcome
  /** Another message uses one of its attachments, or the attachment has expired meanwhile. */
  | { readonly kind: "attachment_taken" }
  /** A receipt of that key exists: the message was sent, by this attempt or an earlier one. */
  | { readonly kind: "duplicate"; readonly receipt: SendReceipt };

export type CreationOutcome =
  | AppendOutcome
  /** A chat was created under that key, by this attempt or an earlier one. */
  | ({ readonly kind: "created_before" } & CreatedBefore);
