import type { Append, AppendOutcome, CreatedBefore, CreationKey, SendReceipt } from "./append.ts";
import type { Attachment, AttachmentRef } from "./attachment.ts";
import type { ChatHeader, ChatRef } from "./chat.ts";
import type { Connection } from "./connection.ts";
import type { Conversation, ConversationChange, StoredConversation } from "./conversation.ts";
import type { ConversationList } from "./conversation-lists.ts";
import type {
  DeviceList,
  Platform,
  PushToken,
  RegisteredDevice,
  Registration,
  TokenOwner,
} from "./device.ts";
import type { LogEntry } from "./entry.ts";
import type { ErrorFrame, ServerEvent } from "./events.ts";
import type { Labs } from "./labs.ts";
import type { Location } from "./location.ts";
import type { ChatSettings, Membership, ReadPosition, SendCharge } from "./membership.ts";
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

/** What a request will ask for, as far as it shows before its checks. Ids as they came. */
export interface Expected {
  readonly userId: string;
  readonly locationId?: string | undefined;
  /** Header and roster. */
  readonly chatId?: string | undefined;
  /** The user's membership of the chat, too. */
  readonly ownState?: boolean | undefined;
}

/**
 * Reads at once what checks and use case need one after the other. What is read ahead answers the next read
 * of it: the checks stay where they are and see the same, sooner.
 */
export interface ReadAhead {
  /** What an earlier request left unread is forgotten. Never throws: an error shows where the item is needed. */
  expect(expected: Expected): void;
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
  advanceRead(initial: Membership, position: ReadPosition): Promise<Membership | undefined>;
  /** The same, and counts a send: in one write, or up to three where sends overlap, so that none goes uncounted. */
  recordSend(initial: Membership, position: ReadPosition, charge: SendCharge): Promise<void>;
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
  put(userId: string, preferences: NotificationPreferences): Promise<void>;
}

/** How and where a user is notified. */
export interface NotificationSettings {
  /** Absent before the first choice. */
  readonly preferences: NotificationPreferences | undefined;
  readonly devices: readonly RegisteredDevice[];
}

export interface NotificationSettingsStore {
  /** By user id; users without any are left out. Consistent: no push goes to a device that has left its user. */
  ofUsers(userIds: readonly string[]): Promise<ReadonlyMap<string, NotificationSettings>>;
}

export interface DeviceStore {
  /** Consistent. */
  ofUser(userId: string): Promise<DeviceList>;
  /** Consistent. */
  owner(token: PushToken): Promise<TokenOwner | undefined>;
  /** What is stored of a token. */
  hashOf(token: PushToken): string;
  /** All or nothing. False, and nothing written, where the list or the token's owner is no longer as it was read. */
  register(registration: Registration): Promise<boolean>;
  /** The device and its token's owner, all or nothing. False where it has registered again since, or is gone. */
  remove(userId: string, device: RegisteredDevice): Promise<boolean>;
}

/** The push services that this stage serves, where devices are made known. */
export interface PushApplications {
  serves(platform: Platform): boolean;
  /**
   * The enabled endpoint of a token: there is one, whoever opens it and however often.
   * @throws ChatError `invalid_request`: no token of that platform; `unavailable`
   */
  open(token: PushToken, owner: TokenOwner): Promise<string>;
}

/** A notification for one device. */
export interface PhoneNotification {
  readonly notification: Notification;
  readonly device: RegisteredDevice;
}

export interface Pushed {
  /** How many of the first groups are out whole, to all devices that are still there. */
  readonly done: number;
  /** Devices that take no push any more. */
  readonly gone: readonly PhoneNotification[];
  /** Pushes that were given up, as no other try would change anything. */
  readonly refused: number;
}

/** What devices listen at. */
export interface PushEndpoints {
  /**
   * Pushes groups of notifications, in about their order. Once one has failed that may be tried again,
   * nothing of a later group begins; once it is late, nothing at all. Never throws.
   */
  push(groups: readonly (readonly PhoneNotification[])[], isLate: () => boolean): Promise<Pushed>;
  /** Forgets an endpoint; one that is gone already is fine. Never throws. */
  close(endpoint: string): Promise<void>;
}

export interface NotificationTopic {
  /**
   * Publishes groups of notifications, in about their order. Once one has failed, nothing of a later group
   * begins; once it is late, nothing at all. Never throws.
   * @returns how many of the first groups are out whole; the rest may be in part, or not at all
   */
  publish(groups: readonly (readonly Notification[])[], isLate: () => boolean): Promise<number>;
}

export interface AttachmentStore {
  /** Remembers a file that will be uploaded. It is forgotten after a day, unless a message uses it. */
  add(attachment: Attachment): Promise<void>;
  /** Attachments of a chat, in no order, unknown and forgotten ones left out; consistent. */
  many(chat: ChatRef, attachmentIds: readonly string[]): Promise<Attachment[]>;
  /** One that an entry uses from the reader's `historyFromSeq` on; consistent. */
  visible(reader: LogReader, attachmentId: string): Promise<Attachment | undefined>;
}

/** A file as its uploader left it. */
export interface UploadedFile {
  /** Bytes. */
  readonly size: number;
  readonly contentType: string;
  /** Tells one state of the file from another. */
  readonly etag: string;
}

/** The files of attachments. Each method may throw ChatError `unavailable`. */
export interface AttachmentFiles {
  /** What lies where the client uploads to; undefined where nothing does. */
  uploaded(attachment: AttachmentRef): Promise<UploadedFile | undefined>;
  /** Copies an upload to where no client can write; false where it is no longer as it was seen. */
  keep(attachment: Attachment, seen: UploadedFile): Promise<boolean>;
}

/** A request that a client may make without credentials. */
export interface UploadLink {
  readonly method: "PUT";
  readonly url: string;
  /** To be sent as they are. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface LinkLifetime {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly seconds: number;
}

export interface Expiring<Link> {
  readonly link: Link;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Links by which clients reach S3 themselves: S3 refuses whatever they do not say. */
export interface AttachmentLinks {
  /** For exactly the bytes and the type declared, where nothing was uploaded yet. */
  upload(attachment: Attachment, lifetime: LinkLifetime): Promise<Expiring<UploadLink>>;
  /** @param disposition the `Content-Disposition` that the file comes with */
  download(attachment: AttachmentRef, disposition: string, lifetime: LinkLifetime): Promise<Expiring<string>>;
}

/** `withheld` is infected, or could not be scanned. */
export type ScanResult = "pending" | "clean" | "withheld";

export interface MalwareScan {
  /** Of the file that is kept. May throw ChatError `unavailable`. */
  resultOf(attachment: AttachmentRef): Promise<ScanResult>;
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
