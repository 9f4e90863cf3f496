import { describe, expect, it } from "vitest";
import { isQuiet, NotificationPreferences } from "../../../functions/domain/notifications/preferences.ts";
import { putPreferences } from "../../../functions/domain/notifications/put-preferences.ts";

const night = { start: "22:00", end: "07:00", timeZone: "Europe/Berlin" };

describe("isQuiet", () => {
  it.each([
    ["a minute before the quiet hours", "2026-01-15T20:59:00Z", false],
    ["at their first minute", "2026-01-15T21:00:00Z", true],
    ["after midnight", "2026-01-16T02:00:00Z", true],
    ["at their last minute", "2026-01-16T05:59:00Z", true],
    ["at their end", "2026-01-16T06:00:00Z", false],
    ["at their first minute in daylight saving time", "2026-07-15T20:00:00Z", true],
    ["at their end in daylight saving time", "2026-07-16T05:00:00Z", false],
  ])("%s", (_when, now, quiet) => {
    expect(isQuiet(night, Date.parse(now))).toBe(quiet);
  });

  it.each([
    ["at midnight", "2026-01-15T23:00:00Z", true],
    ["a millisecond before their end", "2026-01-16T05:59:59.999Z", true],
    [
      "at their end on the day when daylight saving begins, an hour earlier in UTC",
      "2026-03-29T05:00:00Z",
      false,
    ],
    ["a minute before their end on the day when daylight saving begins", "2026-03-29T04:59:00Z", true],
    [
      "at their end on the day when daylight saving ends, an hour later in UTC",
      "2026-10-25T06:00:00Z",
      false,
    ],
    ["a minute before their end on the day when daylight saving ends", "2026-10-25T05:59:00Z", true],
  ])("%s", (_when, now, quiet) => {
    expect(isQuiet(night, Date.parse(now))).toBe(quiet);
  });

  it("follows the wall clock when daylight saving skips or repeats an hour", () => {
    const small = { start: "02:15", end: "03:15", timeZone: "Europe/Berlin" };
    const quietAt = (times: readonly string[]) => times.map((now) => isQuiet(small, Date.parse(now)));
    // 2026-03-29: 01:59 is followed by 03:00.
    expect(quietAt(["2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:15:00Z"])).toEqual([
      false,
      true,
      false,
    ]);
    // 2026-10-25: 02:59 is followed by 02:00.
    expect(
      quietAt([
        "2026-10-25T00:15:00Z",
        "2026-10-25T01:00:00Z",
        "2026-10-25T01:15:00Z",
        "2026-10-25T02:15:00Z",
      ]),
    ).toEqual([true, false, true, false]);
  });

  it.each([
    ["Asia/Kolkata", "2026-01-15T16:29:00Z", "2026-01-15T16:30:00Z"],
    ["America/New_York", "2026-01-16T02:59:00Z", "2026-01-16T03:00:00Z"],
    ["Pacific/Auckland", "2026-01-15T08:59:00Z", "2026-01-15T09:00:00Z"],
  ])("begins at 22:00 in %s", (timeZone, before, then) => {
    expect([before, then].map((now) => isQuiet({ ...night, timeZone }, Date.parse(now)))).toEqual([
      false,
      true,
    ]);
  });

  it("is true all day when the quiet hours end as they begin", () => {
    const always = { start: "12:00", end: "12:00", timeZone: "UTC" };
    for (const time of ["00:00:00Z", "11:59:59Z", "12:00:00Z", "12:01:00Z", "23:59:59Z"]) {
      expect(isQuiet(always, Date.parse(`2026-01-15T${time}`)), time).toBe(true);
    }
  });

  it("is false without quiet hours", () => {
    expect(isQuiet(null, Date.now())).toBe(false);
  });

  it("excludes the end of quiet hours within one day", () => {
    const lunch = { start: "12:00", end: "13:00", timeZone: "UTC" };
    expect(isQuiet(lunch, Date.parse("2026-01-15T12:59:59Z"))).toBe(true);
    expect(isQuiet(lunch, Date.parse("2026-01-15T13:00:00Z"))).toBe(false);
  });
});

describe("NotificationPreferences", () => {
  it.each([
    ["an invalid hour", { ...night, start: "24:00" }],
    ["an unknown field", { ...night, days: [] }],
  ])("refuses %s", (_what, quietHours) => {
    expect(NotificationPreferences.safeParse({ internalChat: "none", quietHours }).success).toBe(false);
  });
});

describe("putPreferences", () => {
  const timeZones = { has: async (name: string) => name === "Europe/Berlin" };
  const put = async (timeZone: string | undefined) => {
    const stored: NotificationPreferences[] = [];
    const preferences = { put: async (_userId: string, it: NotificationPreferences) => void stored.push(it) };
    const quietHours = timeZone === undefined ? null : { ...night, timeZone };
    await putPreferences({ preferences, timeZones }, "ana", { internalChat: "none", quietHours });
    return stored;
  };

  it("stores preferences with a known time zone, or without quiet hours", async () => {
    expect(await put("Europe/Berlin")).toHaveLength(1);
    expect(await put(undefined)).toHaveLength(1);
  });

  it("refuses an unknown time zone", async () => {
    await expect(put("europe/berlin")).rejects.toMatchObject({
      code: "invalid_request",
      problems: ["quietHours.timeZone: must be a time zone of the tz database, such as Europe/Berlin"],
    });
  });
});
