import * as z from "zod";
import type { ChatHeader } from "../log/chat-header.ts";
import { CrmRecord } from "../log/crm-record.ts";
import { initialMembership, type Membership, unreadCount } from "../log/membership.ts";
import { type Participant, participantIds, type Roster } from "../log/roster.ts";
import { Timestamp } from "../timestamp.ts";

/**
 * A chat as one participant sees it. The last message shows only where the participant's history
 * reaches it; a membership not written yet counts as the initial one.
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

/** A chat as one participant sees it. */
export const Chat = z.object({
  id: z.string(),
  locationId: z.string(),
  type: z.literal(6),
  subject: z.string().nullable(),
  participantIds: z.array(z.string()),
  createdBy: z.string(),
  lastSeq: z.number().int(),
  firstVisibleSeq: z.number().int(),
  unreadCount: z.number().int(),
  readSeq: z.number().int(),
  starred: z.boolean(),
  muted: z.boolean(),
  lastMessageBody: z.string().nullable(),
  lastMessageType: z.literal("TYPE_INTERNAL_CHAT").nullable(),
  lastMessageDate: Timestamp.nullable(),
  lastMessageUserId: z.string().nullable(),
  records: z.array(CrmRecord),
  dateAdded: Timestamp,
  dateUpdated: Timestamp,
});
export type Chat = z.infer<typeof Chat>;
