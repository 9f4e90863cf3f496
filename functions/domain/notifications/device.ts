import * as z from "zod";
import { Timestamp } from "../timestamp.ts";

/** The devices that a user may have, as the API says. A new one replaces the oldest. */
export const MAX_DEVICES = 20;

const TOKEN_LENGTH = 4096;

/** A token of Apple: bytes in hexadecimal digits, 64 today; longer ones are announced. */
const APNS_TOKEN = /^[0-9a-f]{64,200}$/;

/** The push services that clients register with. */
export const Platform = z.enum(["apns", "apns_sandbox", "fcm"]);
export type Platform = z.infer<typeof Platform>;

/**
 * Body of `POST /me/devices`. A token of Apple is the same token in upper and lower case, and kept in lower case. Of
 * Google's tokens only Google and SNS know the form.
 */
export const PushToken = z
  .strictObject({
    platform: Platform.describe("The push service that issued the token."),
    token: z
      .string()
      .min(1, "must not be empty")
      .max(TOKEN_LENGTH, `must have at most ${TOKEN_LENGTH} characters`)
      .refine((value) => value.isWellFormed(), "must be well-formed Unicode")
      .refine(
        (value) => !/[\p{White_Space}\p{Cc}]/u.test(value),
        "must not contain white space or control characters",
      )
      .describe(
        "The token that the push service issued to the app: of Apple 64 to 200 hexadecimal digits, in any case.",
      ),
  })
  .overwrite(({ platform, token }) => ({
    platform,
    token: platform === "fcm" ? token : token.toLowerCase(),
  }))
  .refine(({ platform, token }) => platform === "fcm" || APNS_TOKEN.test(token), {
    error: "must be 64 to 200 hexadecimal digits",
    path: ["token"],
  })
  .describe("An app on a device, as its push service identifies it.");
export type PushToken = z.infer<typeof PushToken>;

export const Device = z
  .object({
    deviceId: z.string().describe("The device's id."),
    platform: Platform.describe("The device's push service."),
    dateAdded: Timestamp.describe("When the device was first registered."),
  })
  .describe("A device that gets push notifications.");
export type Device = z.infer<typeof Device>;

/** A device as it is stored: with a hash of its token, not with the token. */
export const RegisteredDevice = Device.extend({
  tokenHash: z.string(),
  /** The opaque address that pushes are sent to. */
  endpoint: z.string(),
  /**
   * Epoch milliseconds of the last registration. A device that was found gone is removed only if it has not
   * registered again since.
   */
  registeredAt: z.number(),
});
export type RegisteredDevice = z.infer<typeof RegisteredDevice>;

/** The user and the device that a token belongs to. */
export interface TokenOwner {
  readonly userId: string;
  readonly deviceId: string;
}

/** The devices of a user, and the version of the list, on which changes are conditioned. */
export interface DeviceList {
  readonly devices: readonly RegisteredDevice[];
  readonly version: number;
}

/** One transaction that makes a token a user's device, all or nothing. */
export interface Registration {
  readonly userId: string;
  readonly device: RegisteredDevice;
  /** The owner as it was read. If this is another user, that user loses the device. */
  readonly previousOwner: TokenOwner | undefined;
  /** The version of the user's list, as it was read. */
  readonly version: number;
  /** Devices that are removed to make room. */
  readonly evicted: readonly RegisteredDevice[];
}

export function deviceFrom({ deviceId, platform, dateAdded }: RegisteredDevice): Device {
  return { deviceId, platform, dateAdded };
}

export function byAge(devices: readonly RegisteredDevice[]): RegisteredDevice[] {
  const ageOf = ({ dateAdded, deviceId }: RegisteredDevice) => `${dateAdded} ${deviceId}`;
  return [...devices].sort((one, other) => (ageOf(one) < ageOf(other) ? -1 : 1));
}

/** The oldest devices, as many as must be removed to make room for `deviceId`. */
export function evictedBy(deviceId: string, devices: readonly RegisteredDevice[]): RegisteredDevice[] {
  const others = byAge(devices).filter((it) => it.deviceId !== deviceId);
  return others.slice(0, Math.max(0, others.length + 1 - MAX_DEVICES));
}
