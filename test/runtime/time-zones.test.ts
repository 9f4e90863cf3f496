import { describe, expect, it } from "vitest";
import { tzdbTimeZones } from "../../functions/runtime/time-zones.ts";

describe("tzdbTimeZones", () => {
  it.each([
    ["a zone", "Europe/Berlin"],
    ["a link", "Asia/Calcutta"],
    ["the zone of that link", "Asia/Kolkata"],
    ["a link of the file backward", "US/Eastern"],
    ["a zone of a fixed offset", "Etc/GMT+5"],
    ["UTC", "UTC"],
    ["an abbreviation that the database has", "EST5EDT"],
  ])("has %s: %s", async (_what, name) => {
    expect(await tzdbTimeZones.has(name)).toBe(true);
  });

  it.each([
    ["an abbreviation of ICU alone", "BST"],
    ["another one", "IST"],
    ["another case", "europe/berlin"],
    ["another case of a link", "asia/Kolkata"],
    ["an offset, which knows no daylight saving", "+01:00"],
    ["a zone that is none", "Mars/Olympus"],
    ["a name with white space", " Europe/Berlin"],
    ["a zone of an earlier database", "SystemV/EST5"],
    ["the zone that says that no zone is set", "Factory"],
    ["nothing", ""],
    ["a property of every object", "constructor"],
  ])("has not %s: %s", async (_what, name) => {
    expect(await tzdbTimeZones.has(name)).toBe(false);
  });

  it("has every zone that the runtime lists", async () => {
    for (const name of Intl.supportedValuesOf("timeZone")) {
      expect(await tzdbTimeZones.has(name), name).toBe(true);
    }
  });
});
