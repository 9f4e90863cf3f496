import type { ChatHeader, ChatRef } from "./chat-header.ts";
import type { LogEntry } from "./entry.ts";
import type { Roster } from "./roster.ts";

/** What makes a retried send return the first result: kept for at least 24 hours. */
export interface SendReceipt {
  readonly userId: string;
  readonly clientMessageId: string;
  readonly seq: number;
  /** Minted by the attempt that wrote it, so that an attempt of unknown outcome knows its own receipt. */
  readonly messageId: string;
}

/** What makes a retried creation return the first chat: kept under the creator for at least 24 hours. */
export interface CreationKey {
  readonly creatorId: string;
  /** The client's `Idempotency-Key`. */
  readonly key: string;
  /** The request in one canonical form: the same key with another one is a mistake. */
  readonly request: string;
}

/**
 * One transaction on a chat: all of it is written, or nothing. The attachments of its messages are marked as
 * used by it.
 */
export interface Append {
  readonly chat: ChatRef;
  /** The header's `lastSeq` it builds on; 0 creates the chat. */
  readonly afterSeq: number;
  /** The header as it will be. */
  readonly header: ChatHeader;
  /** Dense from `afterSeq + 1`. */
  readonly entries: readonly LogEntry[];
  /** Only where the entries change it. */
  readonly roster?: Roster;
  readonly receipt?: SendReceipt;
  /** Only with the creation of a chat. */
  readonly creationKey?: CreationKey;
}

export interface CreatedBefore {
  readonly chatId: string;
  readonly sameRequest: boolean;
}

export type AppendOutcome =
  | { readonly kind: "appended" }
  /** Another message uses one of its attachments, or it was forgotten meanwhile: this cannot be appended. */
  | { readonly kind: "attachment_taken" }
  /** A receipt of that key exists: the send is done already, by this attempt or an earlier one. */
  | { readonly kind: "duplicate"; readonly receipt: SendReceipt }
  /** A chat was created under that key already, by this attempt or an earlier one. */
  | ({ readonly kind: "created" } & CreatedBefore)
  /** Somebody appended first; the header as it is now. */
  | { readonly kind: "stale"; readonly header: ChatHeader }
  /** A conflict or throttling: nothing was written, and nothing is known of the header. */
  | { readonly kind: "contended" };
