import type { Platform } from "../domain/notifications/device.ts";
import type { Notification } from "../domain/notifications/notification.ts";

/**
 * Payloads for APNs and FCM v1. Both allow 4,096 bytes. Texts are short enough (names 200, subjects 120
 * characters, previews 400 bytes) to fit without a cut.
 */

/** Keys of the platforms in a message of structure `json`. */
const KEYS = { apns: "APNS", apns_sandbox: "APNS_SANDBOX", fcm: "GCM" } as const satisfies Record<
  Platform,
  string
>;

/** The body of a message to one endpoint. SNS requires `default`, which none of our platforms gets. */
export function phoneMessage(platform: Platform, notification: Notification): string {
  const payload = platform === "fcm" ? fcmPayload(notification) : apnsPayload(notification);
  return JSON.stringify({ default: notification.event, [KEYS[platform]]: JSON.stringify(payload) });
}

function apnsPayload(notification: Notification) {
  const { subject, chatId } = notification;
  return {
    aps: {
      alert: {
        title: notification.senderName,
        ...(subject !== null && { subtitle: subject }),
        body: textOf(notification),
      },
      sound: "default",
      "thread-id": chatId,
    },
    ...customFields(notification),
  };
}

/** FCM also serves apps on iOS. There is no collapse key: FCM keeps only four of them at a time per device. */
function fcmPayload(notification: Notification) {
  const { subject, senderName, chatId } = notification;
  const message = {
    notification: {
      title: subject === null ? senderName : `${senderName} · ${subject}`,
      body: textOf(notification),
    },
    data: { ...customFields(notification), seq: String(notification.seq) },
    android: { priority: "high", notification: { tag: chatId } },
    apns: {
      headers: { "apns-collapse-id": chatId },
      payload: { aps: { sound: "default", "thread-id": chatId } },
    },
  };
  return { fcmV1Message: { message } };
}

/** Fields by which an app opens the chat and recognizes a repeat. */
function customFields({ event, locationId, chatId, seq, dedupeId }: Notification) {
  return { event, locationId, chatId, seq, dedupeId };
}

/**
 * In English; an app in another language goes by `event`. Only a message without a text has an empty preview
 * (`preview`).
 */
function textOf({ event, preview }: Notification): string {
  if (event === "added") return "Added you to a chat";
  return preview === "" ? "Sent an attachment" : preview;
}
