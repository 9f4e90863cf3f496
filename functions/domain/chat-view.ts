import type { Chat, ChatHeader } from "./chat.ts";
import { initialMembership, type Membership, unreadCount } from "./membership.ts";
import { type Participant, participantIds, type Roster } from "./roster.ts";

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
