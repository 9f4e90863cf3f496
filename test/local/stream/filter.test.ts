import { describe, expect, it } from "vitest";
import { compileFilters } from "../../../local/stream/filter.ts";

const insert = { eventName: "INSERT", dynamodb: { NewImage: { kind: { S: "message" }, count: { N: "3" } } } };
const passes = (...patterns: object[]) =>
  compileFilters(patterns.map((pattern) => JSON.stringify(pattern)))(insert);
const kind = (...candidates: unknown[]) => ({ dynamodb: { NewImage: { kind: { S: candidates } } } });

describe("filters of an event source mapping", () => {
  it.each([
    ["no filter", [], true],
    ["an exact value", [{ eventName: ["INSERT"] }], true],
    ["another value", [{ eventName: ["REMOVE"] }], false],
    ["one value of several", [kind("edit", "message")], true],
    ["several keys of which one does not match", [{ eventName: ["INSERT"], ...kind("edit") }], false],
    ["one filter of several", [{ eventName: ["REMOVE"] }, kind("message")], true],
    ["a missing path", [{ dynamodb: { OldImage: { kind: { S: ["message"] } } } }], false],
    [
      "a number, which is a string in DynamoDB's JSON",
      [{ dynamodb: { NewImage: { count: { N: [3] } } } }],
      false,
    ],
    ["a value that exists", [kind({ exists: true })], true],
    ["a value that does not exist", [{ dynamodb: { NewImage: { ttl: { N: [{ exists: false }] } } } }], true],
    ["a prefix", [kind({ prefix: "mess" })], true],
    ["a suffix", [kind({ suffix: "mess" })], false],
    ["an excluded value", [kind({ "anything-but": ["message"] })], false],
    ["a value in another case", [kind({ "equals-ignore-case": "MESSAGE" })], true],
    ["$or", [{ $or: [{ eventName: ["REMOVE"] }, kind("message")] }], true],
  ])("handle %s", (_, patterns, expected) => {
    expect(passes(...patterns)).toBe(expected);
  });

  it.each([[kind({ cidr: "10.0.0.0/8" })], [{ eventName: "INSERT" }]])(
    "throw for the unknown pattern %j",
    (pattern) => {
      expect(() => passes(pattern)).toThrow(/does not know the filter/);
    },
  );
});
