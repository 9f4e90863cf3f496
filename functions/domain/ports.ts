import type { Append, AppendOutcome, CreatedBefore, CreationKey, SendReceipt } from "./append.ts";
import type { ChatHeader, ChatRef } from "./chat.ts";
import type { Connection } from "./connection.ts";
import type { Conversation, ConversationChange, StoredConversation } from "./conversation.ts";
import type { ConversationList } from "./conversation-lists.ts";
import type { LogEntry } from "./entry.ts";
import type { ErrorFrame, ServerEvent } from "./events.ts";
import type { Labs } from "./labs.ts";
import type { Location } from "./location.ts";
import type { ChatSettings, Membership, ReadPosition, SendsUsed } from "./membership.ts";
import type { NameEntry, NamePosition } from "./name-order.ts";
import type { Notification } from "./notification.ts";
import type { DatePosition } from "./paging.ts";
import type { NotificationPreferences } from "./preferences.ts";
import type { Participant, Roster } from "./roster.ts";
import type { Session } from "./session.ts";
import type { Profile } from "./user.ts";

/**
 * What the domain needs of the world. Every store method may throw ChatError `unavailable` when the
 * table is throttled or out of reach; then it is unknown whether a write took effect.
 */

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Entropy {
  /** A new ULID. */
  ulid(): string;
  /** Uniform in [0, 1). */
  random(): number;
}

type LogFields = Readonly<Record<string, string | number | boolean | null | readonly string[] | Error>>;

/** Constant messages, and fields that hold ids: never texts, tokens or names. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
  /** Who tried what they may not. */
  audit(message: string, fields: LogFields): void;
}

export interface Directory {
  /** Consistent: a deletion counts at once. */
  profile(userId: string): Promise<Profile | undefined>;
  /** Consistent; unknown users are left out. */
  profiles(userIds: readonly string[]): Promise<Profile[]>;
  /** Consistent. */
  location(locationId: string): Promise<Location | undefined>;
  /** Consistent; unknown locations are left out. */
  locationsById(locationIds: readonly string[]): Promise<Location[]>;
  /**
   * False, and the profile stays, unless `updatedAt` is newer than what is stored. In both cases the index
   * by name is written as the stored profile says: so the platform's retry repairs what a crash left undone.
   */
  putProfile(profile: Profile): Promise<boolean>;
  /** False, and nothing written, unless `updatedAt` is newer; leaves the Labs choice as it is. */
  putLocation(location: Omit<Location, "labs">): Promise<boolean>;
  /** Stores the Labs choice of a location that exists, and leaves the rest as it is. */
  putLabs(locationId: string, labs: Labs): Promise<void>;
  /**
   * The index of a location's users, by name, after a position. Entries of earlier names, of users deleted or
   * gone may be among them: the profile decides.
   */
  usersByName(locationId: string, range: ListRange<NamePosition>): Promise<NameEntry[]>;
}

/** A part of a list: behind a position, at most so many. */
export interface ListRange<Position> {
  readonly after: Position | undefined;
  readonly limit: number;
}

/** A chat's header and roster, read together. */
export interface ChatHead {
  readonly header: ChatHeader;
  readonly roster: Roster;
}

/** Who reads a log, and from where: every read of entries is fenced by it. */
export interface LogReader {
  readonly chat: ChatRef;
  readonly participant: Pick<Participant, "historyFromSeq">;
}

/** Which entries: both bounds exclusive; `newest` first counts the limit from the end. */
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
  /** The receipt of an earlier send with that key; undefined where there is none, or it is too old. */
  sentBefore(
    chat: ChatRef,
    key: Pick<SendReceipt, "userId" | "clientMessageId">,
  ): Promise<SendReceipt | undefined>;
  /** The chat that was created under a key; undefined where none was, or long ago. */
  createdUnder(locationId: string, creationKey: CreationKey): Promise<CreatedBefore | undefined>;
  /** Ascending by seq, never below the reader's `historyFromSeq`; consistent. */
  entries(reader: LogReader, range: LogRange): Promise<LogEntry[]>;
}

/** Whose state, in which chat. */
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
   * Moves the read pointer forward; undefined, and nothing written, where it is there already, or further.
   * @param initial written with the pointer where there is no item yet
   */
  advanceRead(initial: Membership, position: ReadPosition & SendsUsed): Promise<Membership | undefined>;
  /** @param initial written with the settings where there is no item yet */
  changeSettings(initial: Membership, settings: ChatSettings): Promise<Membership>;
}

/** Which connection. */
export type ConnectionRef = Pick<Connection, "locationId" | "userId" | "connectionId">;

export interface ConnectionStore {
  /** Adds one, and returns those it pushed out (more than `MAX_CONNECTIONS`). */
  add(connection: Connection): Promise<Connection[]>;
  remove(connection: ConnectionRef): Promise<void>;
  /** A fresh expiry (epoch seconds) for a connection; false where it is not there any more. */
  extend(connection: ConnectionRef, expiresAt: number): Promise<boolean>;
  /** The expiry that a connection has by now; undefined where it is not there. Consistent. */
  expiryOf(connection: ConnectionRef): Promise<number | undefined>;
  /** All connections of a user, in whatever location; consistent. */
  everywhere(userId: string): Promise<Connection[]>;
  /** Connections of many users in one location, at half a read unit per user. */
  ofUsers(locationId: string, userIds: readonly string[]): Promise<Connection[]>;
  /** Turns events of customer conversations on or off; false where the connection is not there any more. */
  watch(connection: ConnectionRef & Pick<Connection, "connectedAt">, on: boolean): Promise<boolean>;
  /** The watching connections of a location: the cost grows with them only. Consistent: an ack means on. */
  watching(locationId: string): Promise<Connection[]>;
}

export interface ConversationStore {
  /** Consistent, wherever it is now; undefined where no update of it was ever applied. */
  find(conversationId: string): Promise<StoredConversation | undefined>;
  /** The conversation and its places in lists, all or nothing. False: it is no longer as it was before, or busy. */
  replace(change: ConversationChange): Promise<boolean>;
  /** A part of a list, newest first; consistent. */
  positions(list: ConversationList, range: ListRange<DatePosition>): Promise<DatePosition[]>;
  /** Entries of a list, counted up to a maximum; consistent. */
  count(list: ConversationList, max: number): Promise<number>;
  /** Conversations of a location, in no order, missing ones left out; consistent. */
  many(locationId: string, conversationIds: readonly string[]): Promise<Conversation[]>;
}

/** One event to many sockets. */
export interface Push {
  /** Posts once to each, never throws; returns the connections that are gone. */
  post<Target extends Pick<Connection, "connectionId">>(
    targets: readonly Target[],
    frame: ServerEvent | ErrorFrame,
  ): Promise<Target[]>;
  /** Closes a connection; one that is gone already is fine. */
  close(connectionId: string): Promise<void>;
}

export interface PreferenceStore {
  find(userId: string): Promise<NotificationPreferences | undefined>;
  /** By user id; users without any are left out. */
  ofUsers(userIds: readonly string[]): Promise<ReadonlyMap<string, NotificationPreferences>>;
  put(userId: string, preferences: NotificationPreferences): Promise<void>;
}

export interface NotificationTopic {
  /**
   * Publishes groups of notifications, in about their order. Once one has failed, nothing of a later group
   * begins. Never throws.
   * @returns how many of the first groups are out whole; the rest may be in part, or not at all
   */
  publish(groups: readonly (readonly Notification[])[]): Promise<number>;
}

/** Opaque, tamper-proof positions in lists. */
export interface Cursors {
  /** @param scope whose list, and of which query: a cursor opens only under the scope it was sealed with */
  seal(scope: readonly string[], position: unknown): string;
  /** Undefined for a cursor altered or of another scope. */
  open(scope: readonly string[], cursor: string): unknown;
}

export interface TokenVerifier {
  /** Undefined for a token that proves nothing: altered, expired, of another issuer or audience. */
  verify(token: string): Promise<Session | undefined>;
}
