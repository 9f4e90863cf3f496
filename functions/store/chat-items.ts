import { createHash } from "node:crypto";
import * as z from "zod";
import type { CreatedBefore, CreationKey, SendReceipt } from "../domain/log/append.ts";
import { ChatHeader, type ChatRef } from "../domain/log/chat-header.ts";
import { Entry, type LogEntry } from "../domain/log/entry.ts";
import { Roster } from "../domain/log/roster.ts";
import type { Item, RawItem } from "./item.ts";
import { chatOf, keys, sortId } from "./keys.ts";
import { table } from "./table.ts";

/**
 * The items under a chat's partition. Attributes do not repeat the key: a header and an entry must have at most
 * 1 KB each to stay within one write unit.
 */

/** A receipt is recognized for at least 24 hours, as the API promises; DynamoDB deletes late, never early. */
const RECEIPT_SECONDS = 48 * 60 * 60;

const withoutRef = <Value extends ChatRef>({ locationId: _location, chatId: _chat, ...rest }: Value) => rest;

export function headerItem(header: ChatHeader): Item {
  return { ...keys.header(header), ...withoutRef(header) };
}

export function headerFrom(item: Item): ChatHeader {
  return ChatHeader.parse({ ...item, ...chatOf(item) });
}

/**
 * The user ids of a join are one text, with spaces between: a hundred values of their own would take longer to
 * carry and to read, and the time of a 404 would tell that they are there. The next change of the roster is
 * conditioned on `lastJoinSeq`.
 */
export function rosterItem(roster: Roster): Item {
  const joins = roster.joins.map(({ userIds, ...join }) => ({ ...join, userIds: userIds.join(" ") }));
  return {
    ...keys.roster(roster),
    ...withoutRef(roster),
    joins,
    lastJoinSeq: roster.joins.at(-1)?.seq,
  };
}

/** The `lastJoinSeq` of the roster before its newest join. */
export function previousJoinSeq({ joins }: Roster): number | undefined {
  return joins.at(-2)?.seq;
}

const StoredJoin = Roster.shape.joins.element.extend({
  userIds: z.string().transform((userIds) => userIds.split(" ")),
});
const StoredRoster = Roster.extend({ joins: z.array(StoredJoin) });

export function rosterFrom(item: Item): Roster {
  return StoredRoster.parse({ ...item, ...chatOf(item) });
}

/** Looks a user up in a roster that is not parsed yet. */
export function hasParticipant({ joins }: RawItem, userId: string): boolean {
  return joins?.L?.some(({ M: join }) => join?.userIds?.S?.split(" ").includes(userId)) ?? false;
}

export function entryItem({ entry, messageCount }: LogEntry): Item {
  const { seq, ...rest } = withoutRef(entry);
  return { ...keys.entry(entry, seq), ...rest, messageCount };
}

const MessageCount = z.object({ messageCount: z.number().int() });

export function entryFrom(item: Item): LogEntry {
  const entry = Entry.parse({ ...item, ...chatOf(item), seq: Number(sortId(item)) });
  return { entry, ...MessageCount.parse(item) };
}

const ReceiptItem = z.object({
  userId: z.string(),
  clientMessageId: z.string(),
  seq: z.number().int(),
  messageId: z.string(),
});

export function receiptItem(chat: ChatRef, receipt: SendReceipt, now: number): Item {
  return {
    ...keys.receipt(chat, receipt),
    ...receipt,
    [table.timeToLive]: epochSeconds(now) + RECEIPT_SECONDS,
  };
}

export function receiptFrom(item: Item): SendReceipt {
  return ReceiptItem.parse(item);
}

const CreationItem = z.object({ chatId: z.string(), fingerprint: z.string() });

export function creationItem(chat: ChatRef, creationKey: CreationKey, now: number): Item {
  return {
    ...keys.creation(chat.locationId, creationKey),
    chatId: chat.chatId,
    fingerprint: fingerprint(creationKey),
    [table.timeToLive]: epochSeconds(now) + RECEIPT_SECONDS,
  };
}

export function createdBefore(item: Item, creationKey: CreationKey): CreatedBefore {
  const stored = CreationItem.parse(item);
  return { chatId: stored.chatId, sameRequest: stored.fingerprint === fingerprint(creationKey) };
}

/** A request of 99 ids and a message may have 30 KB; its hash tells it from another. */
function fingerprint({ request }: CreationKey): string {
  return createHash("sha256").update(request).digest("base64");
}

/** An expired item counts as absent, as DynamoDB deletes late. */
export function isExpired(item: Item, now: number): boolean {
  return Number(item[table.timeToLive]) < epochSeconds(now);
}

export function epochSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
