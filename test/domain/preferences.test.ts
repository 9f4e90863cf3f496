import { describe, expect, it } from "vitest";
import { isQuiet, NotificationPreferences } from "../../functions/domain/preferences.ts";

const night = { start: "22:00", end: "07:00", timeZone: "Europe/Berlin" };

describe("isQuiet", () => {
  it.each([
    ["before it begins", "2026-01-15T20:59:00Z", false],
    ["as it begins", "2026-01-15T21:00:00Z", true],
    ["past midnight", "2026-01-16T02:00:00Z", true],
    ["in its last minute", "2026-01-16T05:59:00Z", true],
    ["as it ends", "2026-01-16T06:00:00Z", false],
    ["by daylight saving time", "2026-07-15T20:00:00Z", true],
    ["after it by daylight saving time", "2026-07-16T05:00:00Z", false],
  ])("%s", (_when, now, quiet) => {
    expect(isQuiet(night, Date.parse(now))).toBe(quiet);
  });

  it("is never, where there are none", () => {
    expect(isQuiet(null, Date.now())).toBe(false);
  });

  it("ends exclusively within one day, too", () => {
    const lunch = { start: "12:00", end: "13:00", timeZone: "UTC" };
    expect(isQuiet(lunch, Date.parse("2026-01-15T12:59:59Z"))).toBe(true);
    expect(isQuiet(lunch, Date.parse("2026-01-15T13:00:00Z"))).toBe(false);
  });
});

describe("NotificationPreferences", () => {
  it.each([
    ["an hour that is none", { ...night, start: "24:00" }],
    ["a zone that is none", { ...night, timeZone: "Mars/Olympus" }],
    ["an offset, which knows no daylight saving", { ...night, timeZone: "+01:00" }],
    ["a field too many", { ...night, days: [] }],
  ])("refuse %s", (_what, quietHours) => {
    expect(NotificationPreferences.safeParse({ internalChat: "none", quietHours }).success).toBe(false);
  });
});
