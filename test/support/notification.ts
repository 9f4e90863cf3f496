import type { Notification } from "../../functions/domain/notifications/notification.ts";

/** A notification that ana sent ben a message. */
export function notification(changes: Partial<Notification> = {}): Notification {
  const { userId = "ben" } = changes;
  return {
    version: 1,
    event: "message",
    userId,
    locationId: "loc",
    chatId: "c",
    seq: 2,
    senderId: "ana",
    senderName: "Ana",
    subject: null,
    preview: "Hi",
    quiet: false,
    dateAdded: "2026-01-01T00:00:00.000Z",
    dedupeId: `c.2.message.${userId}`,
    ...changes,
  };
}
