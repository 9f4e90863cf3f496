import type { ConversationUpdate } from "../../functions/domain/inbox/conversation.ts";

/** An update of a conversation of `loc`, as the CRM platform sends it. */
export function conversationUpdate(
  id: string,
  changes: Partial<ConversationUpdate> = {},
): ConversationUpdate {
  return {
    id,
    locationId: "loc",
    contactId: `contact-${id}`,
    contactName: `Contact ${id}`,
    assignedTo: null,
    followers: [],
    lastMessageBody: "Hello",
    lastMessageType: "TYPE_SMS",
    lastMessageDate: day(1),
    unreadCount: 0,
    updatedAt: day(1),
    ...changes,
  };
}

/** The n-th day of 2026. */
export function day(n: number): string {
  return new Date(Date.UTC(2026, 0, n)).toISOString();
}
