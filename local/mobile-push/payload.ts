import * as z from "zod";
import { isObject, parseJson } from "../json.ts";
import { invalidParameter, type SnsError } from "../messaging/sns-protocol.ts";
import type { Platform } from "./applications.ts";

/** Apple's and Google's limit, in bytes. */
const payloadLimit = 4096;

const ApnsPayload = z.looseObject({ aps: z.record(z.string(), z.unknown()) });
/** Google accepts only strings as data. */
const FcmPayload = z.looseObject({
  fcmV1Message: z.looseObject({
    message: z.looseObject({
      data: z.record(z.string(), z.string()).optional(),
      notification: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
});
const payloads = { APNS: ApnsPayload, APNS_SANDBOX: ApnsPayload, GCM: FcmPayload } as const;

/** The payload of a message for a platform. @throws SnsError if it breaks a rule of SNS, Apple or Google */
export function payloadFor(platform: Platform, message: string, structure: string | null): unknown {
  if (structure === null) return plain(platform, message);
  if (structure !== "json") throw invalidParameter("MessageStructure");
  const parts = parseJson(message);
  if (!isObject(parts)) throw invalidParameter("Message Structure - JSON message body failed to parse");
  const own = parts[platform];
  if (typeof own === "string") return checked(platform, own);
  if (typeof parts.default === "string") return plain(platform, parts.default);
  throw invalidParameter(`JSON must contain an entry for 'default' or '${platform}'.`);
}

/** SNS wraps a text that is not addressed to one platform. */
function plain(platform: Platform, text: string): unknown {
  return platform === "GCM" ? { data: { default: text } } : { aps: { alert: text } };
}

function checked(platform: Platform, text: string): unknown {
  if (Buffer.byteLength(text) > payloadLimit) {
    const tooLong =
      platform === "GCM" ? "Notification data is larger than allowed limit" : "Notification is too long";
    throw invalidPayload(platform, tooLong);
  }
  const parsed = payloads[platform].safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues;
  throw invalidPayload(platform, `${problem?.path.join(".") || "payload"}: ${problem?.message}`);
}

function invalidPayload(platform: Platform, reason: string): SnsError {
  return invalidParameter(`Message Reason: Invalid notification for protocol ${platform}: ${reason}`);
}
