import type {
  Append,
  AppendOutcome,
  CreatedBefore,
  CreationAppend,
  CreationKey,
  CreationOutcome,
  SendAppend,
  SendOutcome,
  SendReceipt,
} from "./append.ts";
import type { ChatHeader, ChatRef } from "./chat-header.ts";
import type { LogEntry } from "./entry.ts";
import type { ChatSettings, Membership, ReadPosition, SendCharge } from "./membership.ts";
import type { Participant, Roster } from "./roster.ts";

/** A chat's header and roster, read together. */
export interface ChatHead {
  readonly header: ChatHeader;
  readonly roster: Roster;
}

/** A reader of a log, with their history cutoff: every read of entries is bounded by it. */
export interface LogReader {
  readonly chat: ChatRef;
  readonly participant: Pick<Participant, "historyFromSeq">;
}

/** A range of entries: both bounds exclusive. With `newest` the limit counts from the end. */
export interface LogRange {
  readonly afterSeq?: number;
  readonly beforeSeq?: number;
  readonly limit: number;
  readonly newest: boolean;
}

export interface ChatStore {
  /** Header and roster, consistent; undefined where there is no such chat. */
  head(chat: ChatRef): Promise<ChatHead | undefined>;
  /** Consistent. */
  header(chat: ChatRef): Promise<ChatHeader | undefined>;
  /** Headers and rosters of many chats, in no order, missing ones left out; consistent. */
  heads(chats: readonly ChatRef[]): Promise<ChatHead[]>;
  /** Headers of many chats, in no order, missing ones left out. */
  headers(chats: readonly ChatRef[]): Promise<ChatHeader[]>;
  /** Rosters of many chats, in no order, missing ones left out. */
  rosters(chats: readonly ChatRef[]): Promise<Roster[]>;
  append(append: Append): Promise<AppendOutcome>;
  appendMessage(append: SendAppend): Promise<SendOutcome>;
  create(append: CreationAppend): Promise<CreationOutcome>;
  /** The receipt of an earlier send with that key; undefined where there is none, or it has expired. */
  sentBefore(
    chat: ChatRef,
    key: Pick<SendReceipt, "userId" | "clientMessageId">,
  ): Promise<SendReceipt | undefined>;
  /** The chat that was created under a key; undefined where there is none, or the key has expired. */
  createdUnder(locationId: string, creationKey: CreationKey): Promise<CreatedBefore | undefined>;
  /** Ascending by seq, never below the reader's `historyFromSeq`; consistent. */
  entries(reader: LogReader, range: LogRange): Promise<LogEntry[]>;
}

/** The state of one user in one chat. */
export type MembershipRef = Pick<Membership, "locationId" | "chatId" | "userId">;

export interface MembershipStore {
  find(chat: ChatRef, userId: string): Promise<Membership | undefined>;
  /** All chats of a user in a location: the index of lists. Consistent. */
  ofUser(locationId: string, userId: string): Promise<Membership[]>;
  /** The given users' states in one chat; missing ones left out. */
  ofChat(chat: ChatRef, userIds: readonly string[]): Promise<Membership[]>;
  /** Users' states in chats, in no order; missing ones left out. */
  many(memberships: readonly MembershipRef[]): Promise<Membership[]>;
  /** Writes those that do not exist; never changes one that does. */
  addMissing(memberships: readonly Membership[]): Promise<void>;
  /**
   * Moves the read pointer forward; undefined, and nothing written, where it is at that position or beyond.
   * @param initial written with the pointer where there is no item yet
   */
  advanceRead(initial: Membership, position: ReadPosition): Promise<Membership | undefined>;
  /** The same, and counts a send: in one write, or up to three where sends overlap, so that none goes uncounted. */
  recordSend(initial: Membership, position: ReadPosition, charge: SendCharge): Promise<void>;
  /** @param initial written with the settings where there is no item yet */
  changeSettings(initial: Membership, settings: ChatSettings): Promise<Membership>;
}
