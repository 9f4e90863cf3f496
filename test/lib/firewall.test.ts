import { describe, expect, it } from "vitest";
import * as z from "zod";
import { resources, synthesize } from "./synth.ts";

const template = synthesize("prod");
const dev = synthesize("dev");
const Rule = z.looseObject({
  Name: z.string(),
  Statement: z.looseObject({
    ManagedRuleGroupStatement: z
      .looseObject({ RuleActionOverrides: z.array(z.object({ Name: z.string(), ActionToUse: z.unknown() })) })
      .optional(),
  }),
});
const [acl] = resources(template, "AWS::WAFv2::WebACL").values();
const rules = new Map(
  z
    .array(Rule)
    .parse(acl?.Rules)
    .map((rule) => [rule.Name, rule]),
);

describe("the firewall before the REST API", () => {
  it("protects the stage, and allows by default", () => {
    const [association] = resources(template, "AWS::WAFv2::WebACLAssociation").values();
    expect(JSON.stringify(association?.ResourceArn)).toMatch(/restapis.*stages/);
    template.hasResourceProperties("AWS::WAFv2::WebACL", { Scope: "REGIONAL", DefaultAction: { Allow: {} } });
  });

  it("answers an address with too many requests 429, with the API's error body", () => {
    expect(rules.get("RateOfAddress")).toMatchObject({
      Statement: { RateBasedStatement: { AggregateKeyType: "IP", EvaluationWindowSec: 300, Limit: 20_000 } },
      Action: {
        Block: {
          CustomResponse: {
            ResponseCode: 429,
            ResponseHeaders: expect.arrayContaining([
              { Name: "Retry-After", Value: "60" },
              { Name: "X-RateLimit-Remaining", Value: "0" },
              { Name: "Access-Control-Allow-Origin", Value: "*" },
            ]),
          },
        },
      },
    });
    const Bodies = z.object({ rateLimited: z.object({ Content: z.string() }) });
    const { Content } = Bodies.parse(acl?.CustomResponseBodies).rateLimited;
    expect(JSON.parse(Content)).toEqual({
      statusCode: 429,
      code: "rate_limited",
      error: "Too Many Requests",
      message: "Too many requests.",
      traceId: "firewall",
    });
  });

  it.each(["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"])(
    "only counts the rules of %s about texts: people write code to each other",
    (name) => {
      const overrides = rules.get(name)?.Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [];
      expect(overrides.some(({ Name }) => Name.endsWith("_BODY"))).toBe(true);
      for (const { ActionToUse } of overrides) expect(ActionToUse).toEqual({ Count: {} });
    },
  );

  it("hides tokens, searches and texts in its samples", () => {
    expect(acl?.DataProtectionConfig).toEqual({
      DataProtections: [
        { Action: "SUBSTITUTION", Field: { FieldType: "SINGLE_HEADER", FieldKeys: ["authorization"] } },
        { Action: "SUBSTITUTION", Field: { FieldType: "QUERY_STRING" } },
        { Action: "SUBSTITUTION", Field: { FieldType: "BODY" } },
      ],
    });
  });

  it("is optional", () => {
    dev.resourceCountIs("AWS::WAFv2::WebACL", 0);
  });
});
