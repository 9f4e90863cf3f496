import * as z from "zod";
import { byAge, type DeviceList, RegisteredDevice } from "../domain/notifications/device.ts";
import { NotificationPreferences } from "../domain/notifications/preferences.ts";
import type { Item } from "./item.ts";

/**
 * How and where a user is notified, one item: the stream function reads both at once. One attribute per
 * device, so that a change of one disturbs neither another nor the preferences.
 */

/** Prefixes device ids, so that none collides with another attribute. */
const PREFIX = "d:";

export const deviceAttribute = (deviceId: string) => PREFIX + deviceId;

const Version = z.object({ devicesVersion: z.number().int().default(0) });

/** Undefined where the item holds devices alone. */
export function preferencesFrom({ preferences }: Item): NotificationPreferences | undefined {
  return preferences === undefined ? undefined : NotificationPreferences.parse(preferences);
}

/** Oldest first. */
export function devicesFrom(item: Item): RegisteredDevice[] {
  const devices = Object.entries(item)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, state]) =>
      RegisteredDevice.parse({ ...z.object({}).loose().parse(state), deviceId: name.slice(PREFIX.length) }),
    );
  return byAge(devices);
}

export function deviceListFrom(item: Item | undefined): DeviceList {
  if (item === undefined) return { devices: [], version: 0 };
  return { devices: devicesFrom(item), version: Version.parse(item).devicesVersion };
}

/** The value of a device's attribute, whose name holds the id. */
export function deviceState({ deviceId: _deviceId, ...state }: RegisteredDevice) {
  return state;
}
