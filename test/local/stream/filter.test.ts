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
    ["all keys must match", [{ eventName: ["INSERT"], ...kind("edit") }], false],
    ["one filter of several", [{ eventName: ["REMOVE"] }, kind("message")], true],
    ["a path that is missing", [{ dynamodb: { OldImage: { kind: { S: ["message"] } } } }], false],
    ["numbers are strings in DynamoDB's JSON", [{ dynamodb: { NewImage: { count: { N: [3] } } } }], false],
    ["exists", [kind({ exists: true })], true],
    ["exists not", [{ dynamodb: { NewImage: { ttl: { N: [{ exists: false }] } } } }], true],
    ["prefix", [kind({ prefix: "mess" })], true],
    ["suffix", [kind({ suffix: "mess" })], false],
    ["anything but", [kind({ "anything-but": ["message"] })], false],
    ["case", [kind({ "equals-ignore-case": "MESSAGE" })], true],
    ["$or", [{ $or: [{ eventName: ["REMOVE"] }, kind("message")] }], true],
  ])("%s", (_, patterns, expected) => {
    expect(passes(...patterns)).toBe(expected);
  });

  it.each([[kind({ cidr: "10.0.0.0/8" })], [{ eventName: "INSERT" }]])(
    "stops the start for %j",
    (pattern) => {
      expect(() => passes(pattern)).toThrow(/does not know the filter/);
    },
  );
});
