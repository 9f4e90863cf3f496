import { applyUpdate, type ConversationUpdate } from "../../functions/domain/inbox/conversation.ts";
import type { ConversationStore } from "../../functions/domain/inbox/ports.ts";

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

/** The start of the n-th day of 2026. */
export function day(n: number): string {
  return new Date(Date.UTC(2026, 0, n)).toISOString();
}

/** Stores an update that is newer than what is stored. */
export async function storeConversation(
  conversations: Pick<ConversationStore, "find" | "replace">,
  update: ConversationUpdate,
): Promise<void> {
  const change = applyUpdate(update, await conversations.find(update.id));
  if (change === undefined || !(await conversations.replace(change))) throw new Error("not stored");
}
