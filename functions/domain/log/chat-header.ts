import * as z from "zod";
import { preview } from "../text.ts";
import { later, Timestamp, timestamp } from "../timestamp.ts";
import type { Entry, LogEntry } from "./entry.ts";

/** Identifies a chat. All its keys begin with the location. */
export interface ChatRef {
  readonly locationId: string;
  readonly chatId: string;
}

/** The head of a chat's log. Appends are conditioned on it, and lists show it. */
export const ChatHeader = z.object({
  locationId: z.string(),
  chatId: z.string(),
  subject: z.string().nullable(),
  lastSeq: z.number().int(),
  messageCount: z.number().int(),
  dateUpdated: Timestamp,
  lastMessage: z
    .object({ seq: z.number().int(), userId: z.string(), preview: z.string(), date: Timestamp })
    .nullable(),
});
export type ChatHeader = z.infer<typeof ChatHeader>;

/** The header of a log without entries. It is never stored. */
export function emptyHeader(chat: ChatRef): ChatHeader {
  return { ...chat, subject: null, lastSeq: 0, messageCount: 0, dateUpdated: "", lastMessage: null };
}

/**
 * The fields that entries of all kinds have. The date never precedes the previous entry's, even if the hosts'
 * clocks disagree.
 */
export function nextInLog(header: ChatHeader, userId: string, now: number) {
  return {
    chatId: header.chatId,
    locationId: header.locationId,
    seq: header.lastSeq + 1,
    userId,
    dateAdded: later(timestamp(now), header.dateUpdated),
  };
}

/** The header after an entry. Pure, so that header and log always agree. */
export function advance(header: ChatHeader, entry: Entry): { header: ChatHeader; logEntry: LogEntry } {
  const isMessage = entry.kind === "message";
  const next: ChatHeader = {
    ...header,
    subject:
      entry.kind === "chat_created" || entry.kind === "subject_changed" ? entry.subject : header.subject,
    lastSeq: entry.seq,
    messageCount: header.messageCount + (isMessage ? 1 : 0),
    dateUpdated: entry.dateAdded,
    lastMessage: isMessage
      ? { seq: entry.seq, userId: entry.userId, preview: preview(entry.body), date: entry.dateAdded }
      : header.lastMessage,
  };
  return { header: next, logEntry: { entry, messageCount: next.messageCount } };
}
