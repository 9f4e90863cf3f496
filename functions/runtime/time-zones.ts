import type { TimeZones } from "../domain/notifications/ports.ts";

/**
 * The names of the tz database, as far as this runtime can tell their time. `Intl` alone is not enough: it ignores
 * case, and takes abbreviations that mean different zones to different people (`BST`: Dhaka or London).
 */
export const tzdbTimeZones: TimeZones = {
  has: async (name) => {
    // 200 KB that only a change of quiet hours needs: not loaded at init.
    const { default: tzdata } = await import("tzdata", { with: { type: "json" } });
    return Object.hasOwn(tzdata.zones, name) && isKnownToRuntime(name);
  },
};

function isKnownToRuntime(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}
