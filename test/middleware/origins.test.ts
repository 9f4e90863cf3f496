import { describe, expect, it } from "vitest";
import { Origins, originMatcher } from "../../functions/middleware/origins.ts";

describe("Origins, in an environment variable", () => {
  it("are separated by commas; an empty value holds none", () => {
    expect(Origins.parse("https://app.test,http://localhost:*")).toEqual([
      "https://app.test",
      "http://localhost:*",
    ]);
    expect(Origins.parse("")).toEqual([]);
  });

  it.each(["*", "https://*", "app.test", "https://app.test/", 'https://app.test")', "https://app.test|x"])(
    "refuse %j",
    (text) => {
      expect(Origins.safeParse(text).success).toBe(false);
    },
  );
});

describe("originMatcher", () => {
  const isAllowed = originMatcher(["https://app.test", "http://localhost:*"]);

  it.each([
    ["https://app.test", true],
    ["http://localhost:5173", true],
    ["http://localhost", false],
    ["http://app.test", false],
    ["https://app.test:8443", false],
    ["https://appxtest", false],
    ["https://app.test.evil.test", false],
    ["https://evil.test/https://app.test", false],
    ["http://localhost:5173.evil.test", false],
    ["null", false],
    ["", false],
  ])("allows %j: %s", (origin, expected) => {
    expect(isAllowed(origin)).toBe(expected);
  });

  it("allows no origin by an empty list", () => {
    expect(originMatcher([])("")).toBe(false);
  });
});
