import type { ConnectionRef } from "../domain/connections/ports.ts";
import type { NamePosition } from "../domain/directory/user-name-index.ts";
import type { ConversationList, ListEntry } from "../domain/inbox/conversation-lists.ts";
import type { ChatRef } from "../domain/log/chat-header.ts";
import type { DatePosition } from "../domain/paging.ts";
import type { RateLimitSubject } from "../domain/rate-limits.ts";
import type { RawItem } from "./item.ts";
import { table } from "./table.ts";

/**
 * Keys of every item. Ids hold no `#`, so keys never collide and can be parsed. Keys of tenant data
 * begin with the location.
 */
export type Key = Readonly<Record<typeof table.partitionKey | typeof table.sortKey, string>>;

const key = (partition: string, sort: string): Key => ({
  [table.partitionKey]: partition,
  [table.sortKey]: sort,
});

/** Identifies an item: the same text for an item and its key. */
export const identityOf = (item: Readonly<Record<string, unknown>>) =>
  `${item[table.partitionKey]} ${item[table.sortKey]}`;

/** The same of an item that is not parsed yet. */
export const rawIdentityOf = (item: RawItem) => `${item[table.partitionKey]?.S} ${item[table.sortKey]?.S}`;

/** The key of an item. */
export const keyOf = ({ [table.partitionKey]: partition, [table.sortKey]: sort }: Key) =>
  key(partition, sort);

/** Digits of a padded `seq`, so that sort keys sort as numbers: 10¹² entries in one chat. */
const SEQ_DIGITS = 12;

const chatPartition = ({ locationId, chatId }: ChatRef) => `LOC#${locationId}#CHAT#${chatId}`;
/** Apart from the chat's own items, as another function declares files. */
const filePartition = ({ locationId, chatId }: ChatRef) => `LOC#${locationId}#FILES#${chatId}`;
const userPartition = (locationId: string, userId: string) => `LOC#${locationId}#USER#${userId}`;

/** Sort keys of a chat's own items. */
export const HEADER = "HEADER";
export const ROSTER = "ROSTER";

/** The longest log: beyond it a padded number would sort before smaller ones. */
export const MAX_SEQ = 10 ** SEQ_DIGITS - 1;

const entrySort = (seq: number) => `ENTRY#${String(seq).padStart(SEQ_DIGITS, "0")}`;

/** The list's audience and status are part of its partition: each list is read by itself. */
function listPartition({ locationId, audience, status }: ConversationList): string {
  const whose = audience.kind === "team" ? "TEAM" : `${audience.kind.toUpperCase()}#${audience.userId}`;
  return `LOC#${locationId}#INBOX#${whose}#${status.toUpperCase()}`;
}

/** Dates have one length; without one, the key sorts below all others. */
const positionSort = ({ date, id }: DatePosition) => `${date}#${id}`;

const USERS = "USER#";
/** Names hold no control characters: a tab ends one before anything that could continue it. */
const nameSort = ({ name, id }: NamePosition) => `${USERS}${name}\t${id}`;

/** A user's own connections are one item, Login-As ones another: no chat event is ever read for the latter. */
export type ConnectionKind = "OWN" | "LOGIN_AS";

export const kindOf = (actorId: string | null): ConnectionKind => (actorId === null ? "OWN" : "LOGIN_AS");

export const keys = {
  location: (locationId: string) => key(`LOC#${locationId}`, "LOCATION"),
  labs: (locationId: string) => key(`LOC#${locationId}#LABS`, "LABS"),
  profile: (userId: string) => key(`USER#${userId}`, "PROFILE"),
  notifications: (userId: string) => key(`NOTIFY#${userId}`, "NOTIFICATIONS"),
  /** Under no user, as a device may pass from one to another. */
  pushToken: (tokenHash: string) => key(`PUSH#${tokenHash}`, "OWNER"),
  header: (chat: ChatRef) => key(chatPartition(chat), HEADER),
  roster: (chat: ChatRef) => key(chatPartition(chat), ROSTER),
  entry: (chat: ChatRef, seq: number) => key(chatPartition(chat), entrySort(seq)),
  receipt: (chat: ChatRef, sent: { userId: string; clientMessageId: string }) =>
    key(chatPartition(chat), `SENT#${sent.userId}#${sent.clientMessageId}`),
  attachment: (chat: ChatRef, attachmentId: string) => key(filePartition(chat), `FILE#${attachmentId}`),
  creation: (locationId: string, created: { creatorId: string; key: string }) =>
    key(userPartition(locationId, created.creatorId), `CREATED#${created.key}`),
  membership: ({ locationId, chatId }: ChatRef, userId: string) =>
    key(userPartition(locationId, userId), `CHAT#${chatId}`),
  /** The locations where a user may have connections. */
  presence: (userId: string) => key(`PRESENCE#${userId}`, "LOCATIONS"),
  /** The users, and their locations, that an actor may have connections as. */
  actor: (actorId: string) => key(`ACTOR#${actorId}`, "SESSIONS"),
  connections: (locationId: string, userId: string, kind: ConnectionKind) =>
    key(`LOC#${locationId}#CONNECTIONS#${userId}`, kind),
  /** One item per limit, and per connection where that is what is limited. */
  rateLimit: (name: string, { locationId, userId, connectionId }: RateLimitSubject) =>
    key(
      locationId === undefined ? `LIMITS#${userId}` : `LOC#${locationId}#LIMITS#${userId}`,
      connectionId === undefined ? name : `${name}#${connectionId}`,
    ),
  watcher: ({ locationId, userId, actorId, connectionId }: ConnectionRef) =>
    key(watchersOf(locationId).partition, `${kindOf(actorId)}#${userId}#${connectionId}`),
  /** Under no location, as a conversation may move to another one. Holds nothing that a tenant wrote. */
  conversationVersion: (conversationId: string) => key(`CONV#${conversationId}`, "CONVERSATION"),
  conversation: (locationId: string, conversationId: string) =>
    key(`LOC#${locationId}#CONV#${conversationId}`, "CONVERSATION"),
  listEntry: ({ list, position }: ListEntry) => key(listPartition(list), positionSort(position)),
  userByName: (locationId: string, position: NamePosition) => key(`LOC#${locationId}`, nameSort(position)),
};

/** The query for a user's chats in a location. */
export const membershipsOf = (locationId: string, userId: string) => ({
  partition: userPartition(locationId, userId),
  sort: { prefix: "CHAT#" },
});

/** The query for entries of a chat's log, both ends included. */
export const logOf = (chat: ChatRef, from: number, to: number) => ({
  partition: chatPartition(chat),
  sort: { between: [entrySort(from), entrySort(to)] } as const,
});

/** The query for the sockets that watch a location's conversations. */
export const watchersOf = (locationId: string) => ({ partition: `LOC#${locationId}#WATCHERS` });

/** The query for a location's users by name, behind a position. */
export const usersByName = (locationId: string, after: NamePosition | undefined) => {
  // Ids and names hold nothing that sorts before a tab, nor behind the last code point.
  const from = after === undefined ? USERS : `${nameSort(after)}\t`;
  return {
    partition: `LOC#${locationId}`,
    sort: { between: [from, `${USERS}\u{10ffff}`] } as const,
  };
};

/** The query for a list of conversations, behind a position. */
export const listOf = (list: ConversationList, after: DatePosition | undefined) => ({
  partition: listPartition(list),
  sort: after && { before: positionSort(after) },
});

/** The chat that an item under its partition belongs to. */
export function chatOf(item: Readonly<Record<string, unknown>>): ChatRef {
  const [, locationId = "", , chatId = ""] = String(item[table.partitionKey]).split("#");
  return { locationId, chatId };
}

/** The user that an item under a user's partition (of a location, or their own) belongs to. */
export function userOf(item: Readonly<Record<string, unknown>>): string {
  return String(item[table.partitionKey]).split("#").at(-1) ?? "";
}

/** The location of an item under a tenant's partition. */
export function locationOf(item: Readonly<Record<string, unknown>>): string {
  return String(item[table.partitionKey]).split("#")[1] ?? "";
}

/** The kind and the user of a watching socket. */
export function watcherOf(item: Readonly<Record<string, unknown>>): { kind: ConnectionKind; userId: string } {
  const [kind, userId = ""] = String(item[table.sortKey]).split("#");
  return { kind: kind === "LOGIN_AS" ? kind : "OWN", userId };
}

/** The sort key behind its first `#`: a padded seq, an attachment's id, or the chat of a membership. */
export function sortId(item: Readonly<Record<string, unknown>>): string {
  return String(item[table.sortKey]).split("#")[1] ?? "";
}

/** The position of an item in the index of a location's users. */
export function namePositionOf(item: Readonly<Record<string, unknown>>): NamePosition {
  const [name = "", id = ""] = String(item[table.sortKey]).slice(USERS.length).split("\t");
  return { name, id };
}
