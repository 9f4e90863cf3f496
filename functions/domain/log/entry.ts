import * as z from "zod";
import { Timestamp } from "../timestamp.ts";
import { CrmRecord } from "./crm-record.ts";

export const AttachmentSummary = z
  .object({
    id: z.string().describe("For `GET …/attachments/{attachmentId}`."),
    filename: z.string().describe("The file's name, as the sender gave it."),
    contentType: z.string().describe("The media type that was uploaded."),
    size: z.number().int().describe("Bytes."),
  })
  .describe("A file of a message.");
export type AttachmentSummary = z.infer<typeof AttachmentSummary>;

/**
 * Fields of every entry. The log of a chat has entries with the sequence numbers `seq` 1, 2, 3, … Each durable
 * change of a chat is an entry. Clients and the table use the same shapes.
 */
const base = {
  chatId: z.string().describe("The chat's id."),
  locationId: z.string().describe("The location of the chat."),
  seq: z.number().int().positive().describe("The entry's place in the log: 1, 2, 3, … without a gap."),
  userId: z.string().describe("The user who acted."),
  dateAdded: Timestamp.describe("When the entry was added; never before the date of the previous entry."),
};

const kind = <Kind extends string>(name: Kind) => z.literal(name).describe("The kind of entry.");

export const HistoryAccess = z
  .enum(["full", "none"])
  .describe(
    "The part of the log that new participants see. `full`: all that the user who adds them sees. `none`: only from the entry that adds them. It cannot be changed afterwards.",
  );
export type HistoryAccess = z.infer<typeof HistoryAccess>;

export const ChatCreated = z
  .object({
    ...base,
    kind: kind("chat_created"),
    participantIds: z.array(z.string()).describe("The first participants, the creator included."),
    subject: z.string().nullable().describe("The first subject; null for none."),
  })
  .describe("The first entry of every chat.");

export const ParticipantsAdded = z
  .object({
    ...base,
    kind: kind("participants_added"),
    userIds: z.array(z.string()).describe("The users who were added."),
    historyAccess: HistoryAccess.describe("The part of the earlier log that the added users see."),
  })
  .describe("Participants were added.");

export const SubjectChanged = z
  .object({
    ...base,
    kind: kind("subject_changed"),
    subject: z.string().nullable().describe("The new subject; null for none."),
  })
  .describe("The subject was set, changed or cleared.");

export const Message = z
  .object({
    ...base,
    kind: kind("message"),
    id: z.string().describe("The message's id."),
    messageType: z.literal("TYPE_INTERNAL_CHAT").describe("The CRM's type of an internal message."),
    body: z.string().describe('The text as sent; `""` if the message has attachments only.'),
    attachments: z.array(AttachmentSummary).describe("In the order in which the sender named them."),
    clientMessageId: z.string().describe("The sender's key of the message."),
    replyToSeq: z.number().int().nullable().describe("The `seq` of the message that it answers, or null."),
    records: z.array(CrmRecord).describe("CRM records that the message is about."),
  })
  .describe("A message.");
export type Message = z.infer<typeof Message>;

export const Entry = z
  .discriminatedUnion("kind", [ChatCreated, ParticipantsAdded, SubjectChanged, Message])
  .describe("One entry of a chat's log.");
export type Entry = z.infer<typeof Entry>;

/**
 * An entry as it is stored. `messageCount` is the number of messages up to and including it; unread counts are
 * differences of it. It reveals the number of messages before a history cutoff, so clients never get it.
 */
export interface LogEntry {
  readonly entry: Entry;
  readonly messageCount: number;
}
