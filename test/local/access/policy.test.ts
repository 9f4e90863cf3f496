import { describe, expect, it } from "vitest";
import { evaluate, PolicyDocument } from "../../../local/access/policy.ts";

const document = (...statements: object[]) =>
  PolicyDocument.parse({ Version: "2012-10-17", Statement: statements });
const allow = { Effect: "Allow", Action: ["dynamodb:Get*", "dynamodb:Query"], Resource: "arn:table/chat" };
const get = { action: "dynamodb:GetItem", resource: "arn:table/chat" };
const keyed = (operator: string) => ({
  ...allow,
  Condition: { [operator]: { "dynamodb:LeadingKeys": ["USER#*"] } },
});
const keys = (...values: string[]) => ({ ...get, context: { "dynamodb:LeadingKeys": values } });

describe("policies", () => {
  it.each([
    ["an allowed action", [allow], get, "allowed"],
    ["another action", [allow], { ...get, action: "dynamodb:PutItem" }, "not_allowed"],
    ["another resource", [allow], { ...get, resource: "arn:table/chats" }, "not_allowed"],
    ["an explicit deny beside an allow", [allow, { ...allow, Effect: "Deny" }], get, "denied"],
    [
      "keys that all match the pattern",
      [keyed("ForAllValues:StringLike")],
      keys("USER#a", "USER#b"),
      "allowed",
    ],
    [
      "keys of which one does not match the pattern",
      [keyed("ForAllValues:StringLike")],
      keys("USER#a", "LOC#b"),
      "not_allowed",
    ],
    ["no keys at all", [keyed("ForAllValues:StringLike")], get, "allowed"],
    ["no keys without ForAllValues", [keyed("StringLike")], get, "not_allowed"],
    [
      "a key that matches StringNotLike",
      [keyed("ForAllValues:StringNotLike")],
      keys("USER#a"),
      "not_allowed",
    ],
    ["a pattern with a wildcard under StringEquals", [keyed("StringEquals")], keys("USER#a"), "not_allowed"],
  ])("decide on %s", (_, statements, request, decision) => {
    expect(evaluate([document(...statements)], request)).toBe(decision);
  });

  it("with an unknown condition operator do not parse", () => {
    expect(() =>
      document({ ...allow, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
    ).toThrow();
  });
});
