import * as z from "zod";
import { Timestamp } from "../timestamp.ts";
import { CrmRecord } from "./crm-record.ts";

/** An attachment as the message that uses it shows it. */
export const AttachmentSummary = z.object({
  id: z.string(),
  filename: z.string(),
  contentType: z.string(),
  /** Bytes. */
  size: z.number().int(),
});
export type AttachmentSummary = z.infer<typeof AttachmentSummary>;

/**
 * The log of a chat: entries with a dense sequence number `seq`, 1, 2, 3, … Every durable fact of a chat
 * is one. These are the shapes that clients see and that the table holds.
 */
const base = {
  chatId: z.string(),
  locationId: z.string(),
  seq: z.number().int().positive(),
  /** Who did it. */
  userId: z.string(),
  dateAdded: Timestamp,
};

/** What newcomers see of the log: `full`, all that the adder sees; `none`, from their own adding on. */
export const HistoryAccess = z.enum(["full", "none"]);
export type HistoryAccess = z.infer<typeof HistoryAccess>;

const ChatCreated = z.object({
  ...base,
  kind: z.literal("chat_created"),
  participantIds: z.array(z.string()),
  subject: z.string().nullable(),
});

const ParticipantsAdded = z.object({
  ...base,
  kind: z.literal("participants_added"),
  userIds: z.array(z.string()),
  historyAccess: HistoryAccess,
});

const SubjectChanged = z.object({
  ...base,
  kind: z.literal("subject_changed"),
  subject: z.string().nullable(),
});

export const Message = z.object({
  ...base,
  kind: z.literal("message"),
  id: z.string(),
  messageType: z.literal("TYPE_INTERNAL_CHAT"),
  body: z.string(),
  attachments: z.array(AttachmentSummary),
  clientMessageId: z.string(),
  replyToSeq: z.number().int().nullable(),
  records: z.array(CrmRecord),
});
export type Message = z.infer<typeof Message>;

export const Entry = z.discriminatedUnion("kind", [ChatCreated, ParticipantsAdded, SubjectChanged, Message]);
export type Entry = z.infer<typeof Entry>;

/**
 * An entry as the log keeps it. `messageCount` is the number of messages up to and with it: what makes
 * unread a subtraction. It tells how much lies before one's history cutoff, so it never leaves the system.
 */
export interface LogEntry {
  readonly entry: Entry;
  readonly messageCount: number;
}
