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

/** A reader of a log, with the history cutoff (`historyFromSeq`) that bounds every read of entries. */
export interface LogReader {
  readonly chat: ChatRef;
  readonly participant: Pick<Participant, "historyFromSeq">;
}

/** A range of entries. Both bounds are exclusive. With `newest` the limit counts from the end. */
export interface LogRange {
  readonly afterSeq?: number;
  readonly beforeSeq?: number;
  readonly limit: number;
  readonly newest: boolean;
}

export interface ChatStore {
  /**
   * Header and roster of a chat that a user is in; undefined where there is no such chat, or the user is not in
   * it. Makes the same calls in both cases, and parses nothing of a chat that the user is not in: the time of
   * the answer does not tell them apart. Consistent.
   */
  head(chat: ChatRef, userId: string): Promise<ChatHead | undefined>;
  /** The same for many chats, in no order. */
  headsOf(userId: string, chats: readonly ChatRef[]): Promise<ChatHead[]>;
  /** Consistent. */
  header(chat: ChatRef): Promise<ChatHeader | undefined>;
  /** Headers and rosters of many chats, whoever is in them, in no order, missing ones left out; consistent. */
  heads(chats: readonly ChatRef[]): Promise<ChatHead[]>;
  /** Headers of many chats, in no order, without missing ones. */
  headers(chats: readonly ChatRef[]): Promise<ChatHeader[]>;
  /** Rosters of many chats, in no order, without missing ones. */
  rosters(chats: readonly ChatRef[]): Promise<Roster[]>;
  append(append: Append): Promise<AppendOutcome>;
  appendMessage(append: SendAppend): Promise<SendOutcome>;
  create(append: CreationAppend): Promise<CreationOutcome>;
  /** The receipt of an earlier send with this key; undefined if there is none, or it has expired. */
  sentBefore(
    chat: ChatRef,
    key: Pick<SendReceipt, "userId" | "clientMessageId">,
  ): Promise<SendReceipt | undefined>;
  /** The chat that was created under a key; undefined if there is none, or the key has expired. */
  createdUnder(locationId: string, creationKey: CreationKey): Promise<CreatedBefore | undefined>;
  /** Ascending by `seq`, never before the reader's history cutoff; consistent. */
  entries(reader: LogReader, range: LogRange): Promise<LogEntry[]>;
  /**
   * Which of some users wrote one of the newest messages of a range: of at most 100 entries, and of as many as
   * some 12 read units read. Both bounds are exclusive. Eventually consistent.
   */
  authorsAmong(
    reader: LogReader,
    userIds: readonly string[],
    range: Pick<LogRange, "afterSeq" | "beforeSeq">,
  ): Promise<string[]>;
}

/** Identifies a user's state in a chat. */
export type MembershipRef = Pick<Membership, "locationId" | "chatId" | "userId">;

export interface MembershipStore {
  find(chat: ChatRef, userId: string): Promise<Membership | undefined>;
  /** All chats of a user in a location; consistent. */
  ofUser(locationId: string, userId: string): Promise<Membership[]>;
  /** The states of many users in one chat, without missing ones. */
  ofChat(chat: ChatRef, userIds: readonly string[]): Promise<Membership[]>;
  /** Many memberships, in no order, without missing ones. */
  many(memberships: readonly MembershipRef[]): Promise<Membership[]>;
  /** Writes the memberships that do not exist; never changes an existing one. */
  addMissing(memberships: readonly Membership[]): Promise<void>;
  /**
   * Moves the read pointer forward. Returns undefined, and writes nothing, if it is already there or beyond.
   * @param initial the membership to write if none exists yet
   */
  advanceRead(initial: Membership, position: ReadPosition): Promise<Membership | undefined>;
  /** Does the same and counts a send. Takes one write, or up to three if sends overlap, so that each is counted. */
  recordSend(initial: Membership, position: ReadPosition, charge: SendCharge): Promise<void>;
  /** @param initial the membership to write if none exists yet */
  changeSettings(initial: Membership, settings: ChatSettings): Promise<Membership>;
}
