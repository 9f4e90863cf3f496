import * as z from "zod";
import type { ChatHeader } from "../log/chat-header.ts";
import { CrmRecord } from "../log/crm-record.ts";
import { initialMembership, type Membership, unreadCount } from "../log/membership.ts";
import { type Participant, participantIds, type Roster } from "../log/roster.ts";
import { Timestamp } from "../timestamp.ts";

/**
 * A chat as one participant sees it. The last message is hidden if it is before the participant's history
 * cutoff. A missing membership counts as the initial one.
 */
export function chatView(
  { header, roster }: { header: ChatHeader; roster: Roster },
  participant: Participant,
  stored: Membership | undefined,
): Chat {
  const membership = stored ?? initialMembership(roster, participant);
  const visible = header.lastMessage !== null && header.lastMessage.seq >= participant.historyFromSeq;
  const last = visible ? header.lastMessage : null;
  return {
    id: header.chatId,
    locationId: header.locationId,
    type: 6,
    subject: header.subject,
    participantIds: participantIds(roster),
    createdBy: roster.createdBy,
    lastSeq: header.lastSeq,
    firstVisibleSeq: participant.historyFromSeq,
    unreadCount: unreadCount(header, membership),
    readSeq: membership.readSeq,
    starred: membership.starred,
    muted: membership.muted,
    lastMessageBody: last?.preview ?? null,
    lastMessageType: last && "TYPE_INTERNAL_CHAT",
    lastMessageDate: last?.date ?? null,
    lastMessageUserId: last?.userId ?? null,
    records: roster.records,
    dateAdded: roster.dateAdded,
    dateUpdated: header.dateUpdated,
  };
}

export const Chat = z
  .object({
    id: z.string().describe("The chat's id."),
    locationId: z.string().describe("The location that the chat belongs to."),
    type: z.literal(6).describe("The CRM's type of conversation: 6 is an internal chat."),
    subject: z.string().nullable().describe("Null if the chat has none."),
    participantIds: z.array(z.string()).describe("All participants, in the order of joining."),
    createdBy: z.string().describe("The user who created the chat."),
    lastSeq: z.number().int().describe("The `seq` of the last entry of any kind."),
    firstVisibleSeq: z.number().int().describe("The `seq` of the first entry that the caller may see."),
    unreadCount: z.number().int().describe("The number of messages after `readSeq`."),
    readSeq: z.number().int().describe("The `seq` of the last entry that the caller has read."),
    starred: z.boolean().describe("The caller has starred the chat."),
    muted: z.boolean().describe("The caller gets no notifications of the chat."),
    lastMessageBody: z
      .string()
      .nullable()
      .describe(
        "A preview: the first 160 grapheme clusters, at most 400 bytes. All `lastMessage` fields are null if the caller can see no message.",
      ),
    lastMessageType: z
      .literal("TYPE_INTERNAL_CHAT")
      .nullable()
      .describe("A constant, so that lists of conversations can mix kinds."),
    lastMessageDate: Timestamp.nullable().describe("When the last message was sent."),
    lastMessageUserId: z.string().nullable().describe("The sender of the last message."),
    records: z.array(CrmRecord).describe("CRM records that the chat is about."),
    dateAdded: Timestamp.describe("When the chat was created."),
    dateUpdated: Timestamp.describe("The date of the last entry of any kind."),
  })
  .describe("A chat as the caller sees it.");
export type Chat = z.infer<typeof Chat>;
