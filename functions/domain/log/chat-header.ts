import * as z from "zod";
import { preview } from "../text.ts";
import { later, Timestamp, timestamp } from "../timestamp.ts";
import type { Entry, LogEntry } from "./entry.ts";

/** Which chat: every key of it begins with its location. */
export interface ChatRef {
  readonly locationId: string;
  readonly chatId: string;
}

/** The head of a chat's log: what the next append is conditioned on, and what lists show. */
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

/** The head of a log without entries: nobody ever sees it. */
export function emptyHeader(chat: ChatRef): ChatHeader {
  return { ...chat, subject: null, lastSeq: 0, messageCount: 0, dateUpdated: "", lastMessage: null };
}

/**
 * What stands in an entry whatever its kind: the next `seq`, and a date that never runs before the
 * entry it follows, for clocks of different hosts differ.
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

/** The header after an entry: pure, so that header and log cannot disagree. */
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
