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
    ["what is allowed", [allow], get, "allowed"],
    ["another action", [allow], { ...get, action: "dynamodb:PutItem" }, "not_allowed"],
    ["another resource", [allow], { ...get, resource: "arn:table/chats" }, "not_allowed"],
    ["an explicit denial wins", [allow, { ...allow, Effect: "Deny" }], get, "denied"],
    ["all keys like the pattern", [keyed("ForAllValues:StringLike")], keys("USER#a", "USER#b"), "allowed"],
    [
      "one key unlike the pattern",
      [keyed("ForAllValues:StringLike")],
      keys("USER#a", "LOC#b"),
      "not_allowed",
    ],
    ["no keys at all", [keyed("ForAllValues:StringLike")], get, "allowed"],
    ["no keys without ForAllValues", [keyed("StringLike")], get, "not_allowed"],
    ["a key that must not match", [keyed("ForAllValues:StringNotLike")], keys("USER#a"), "not_allowed"],
    ["a wildcard is no wildcard to StringEquals", [keyed("StringEquals")], keys("USER#a"), "not_allowed"],
  ])("%s", (_, statements, request, decision) => {
    expect(evaluate([document(...statements)], request)).toBe(decision);
  });

  it("do not parse with a condition that would not be evaluated", () => {
    expect(() =>
      document({ ...allow, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
    ).toThrow();
  });
});
