import type { ChatRef } from "../domain/chat.ts";
import { table } from "./table.ts";

/**
 * Keys of every item. Ids hold no `#`, so keys never collide and can be read back. Everything that
 * belongs to a tenant begins with its location.
 */
export type Key = Readonly<Record<typeof table.partitionKey | typeof table.sortKey, string>>;

const key = (partition: string, sort: string): Key => ({
  [table.partitionKey]: partition,
  [table.sortKey]: sort,
});

/** Digits of a padded `seq`, so that sort keys sort as numbers: 10¹² entries in one chat. */
const SEQ_DIGITS = 12;

const chatPartition = ({ locationId, chatId }: ChatRef) => `LOC#${locationId}#CHAT#${chatId}`;
const userPartition = (locationId: string, userId: string) => `LOC#${locationId}#USER#${userId}`;

export const entrySort = (seq: number) => `ENTRY#${String(seq).padStart(SEQ_DIGITS, "0")}`;

export const keys = {
  location: (locationId: string) => key(`LOC#${locationId}`, "LOCATION"),
  profile: (userId: string) => key(`USER#${userId}`, "PROFILE"),
  notifications: (userId: string) => key(`USER#${userId}`, "NOTIFICATIONS"),
  header: (chat: ChatRef) => key(chatPartition(chat), "HEADER"),
  roster: (chat: ChatRef) => key(chatPartition(chat), "ROSTER"),
  entry: (chat: ChatRef, seq: number) => key(chatPartition(chat), entrySort(seq)),
  receipt: (chat: ChatRef, sent: { userId: string; clientMessageId: string }) =>
    key(chatPartition(chat), `SENT#${sent.userId}#${sent.clientMessageId}`),
  membership: ({ locationId, chatId }: ChatRef, userId: string) =>
    key(userPartition(locationId, userId), `CHAT#${chatId}`),
  connections: (locationId: string, userId: string) => key(userPartition(locationId, userId), "CONNECTIONS"),
};

/** What to query for a user's chats in a location. */
export const membershipsOf = (locationId: string, userId: string) => ({
  partition: userPartition(locationId, userId),
  sortPrefix: "CHAT#",
});

/** What to query for the log of a chat. */
export const logOf = (chat: ChatRef) => ({ partition: chatPartition(chat) });

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

/** What stands behind the first `#` of the sort key: a padded seq, or the chat of a membership. */
export function sortId(item: Readonly<Record<string, unknown>>): string {
  return String(item[table.sortKey]).split("#")[1] ?? "";
}
