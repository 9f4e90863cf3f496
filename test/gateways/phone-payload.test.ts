import { describe, expect, it } from "vitest";
import { Platform } from "../../functions/domain/notifications/device.ts";
import type { Notification } from "../../functions/domain/notifications/notification.ts";
import { phoneMessage } from "../../functions/gateways/phone-payload.ts";
import { notification } from "../support/notification.ts";

const fields = { event: "message", locationId: "loc", chatId: "c", dedupeId: "c.2.message.ben" };

/** Bytes of a payload at most (APNs and FCM: 4 KB). */
const LIMIT = 4096;

function payloadOf(platform: Platform, changes: Partial<Notification> = {}) {
  const { default: _default, ...others } = JSON.parse(phoneMessage(platform, notification(changes)));
  const [[key, payload] = ["", ""]] = Object.entries(others);
  return { key, text: String(payload), payload: JSON.parse(String(payload)) };
}

describe("the payload for a phone", () => {
  it.each([
    ["apns", "APNS"],
    ["apns_sandbox", "APNS_SANDBOX"],
  ] as const)("for %s has Apple's form", (platform, key) => {
    expect(payloadOf(platform, { subject: "Deal" })).toMatchObject({
      key,
      payload: {
        aps: {
          alert: { title: "Ana", subtitle: "Deal", body: "Hi" },
          sound: "default",
          "thread-id": "c",
        },
        ...fields,
        seq: 2,
      },
    });
    expect(payloadOf(platform).payload.aps.alert).toEqual({ title: "Ana", body: "Hi" });
  });

  it("for fcm has the form of FCM v1, whose data are strings only", () => {
    expect(payloadOf("fcm")).toMatchObject({
      key: "GCM",
      payload: {
        fcmV1Message: {
          message: {
            notification: { title: "Ana", body: "Hi" },
            data: { ...fields, seq: "2" },
            android: { priority: "high", notification: { tag: "c" } },
            apns: { headers: { "apns-collapse-id": "c" }, payload: { aps: { "thread-id": "c" } } },
          },
        },
      },
    });
    expect(payloadOf("fcm", { subject: "Deal" }).payload.fcmV1Message.message.notification.title).toBe(
      "Ana · Deal",
    );
  });

  it("has a text for events without a preview", () => {
    const bodyOf = (changes: Partial<Notification>) => payloadOf("apns", changes).payload.aps.alert.body;
    expect(bodyOf({ event: "added", preview: "" })).toBe("Added you to a chat");
    expect(bodyOf({ preview: "" })).toBe("Sent an attachment");
  });

  it.each(Platform.options)("for %s fits the limit if every field has its maximal length", (platform) => {
    const id = "i".repeat(64);
    const longest = {
      locationId: id,
      chatId: id,
      seq: 10 ** 12 - 1,
      senderName: "\u0001".repeat(200), // six bytes each in JSON
      subject: "😀".repeat(120),
      preview: '"'.repeat(400),
      dedupeId: `${id}.${10 ** 12 - 1}.message.${id}`,
    };
    expect(Buffer.byteLength(payloadOf(platform, longest).text)).toBeLessThanOrEqual(LIMIT);
  });
});
