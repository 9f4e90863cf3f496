import { describe, expect, it } from "vitest";
import * as z from "zod";
import { resources, synthesize } from "./synth.ts";

const template = synthesize("prod");
const dev = synthesize("dev");
const Rule = z.looseObject({
  Name: z.string(),
  Priority: z.number(),
  Action: z.unknown().optional(),
  OverrideAction: z.unknown().optional(),
  Statement: z.looseObject({
    ManagedRuleGroupStatement: z
      .looseObject({
        RuleActionOverrides: z.array(z.object({ Name: z.string(), ActionToUse: z.unknown() })).optional(),
      })
      .optional(),
  }),
});
const Labels = z.object({
  OrStatement: z.object({
    Statements: z.array(
      z.object({ LabelMatchStatement: z.object({ Scope: z.literal("LABEL"), Key: z.string() }) }),
    ),
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

  it("answers a token with too many requests alike, from whatever addresses, except for the CRM's directory", () => {
    const rule = rules.get("RateOfToken");
    const Statement = rule?.Statement;
    expect(Statement).toMatchObject({
      RateBasedStatement: {
        AggregateKeyType: "CUSTOM_KEYS",
        CustomKeys: [
          { Header: { Name: "authorization", TextTransformations: [{ Priority: 0, Type: "NONE" }] } },
        ],
        EvaluationWindowSec: 300,
        Limit: 12_000,
      },
    });
    expect(rule?.Action).toMatchObject({ Block: { CustomResponse: { ResponseCode: 429 } } });
    const [, pattern = ""] = /"RegexString":"([^"]+)"/.exec(JSON.stringify(Statement)) ?? [];
    expect(JSON.stringify(Statement)).toContain('"ScopeDownStatement":{"NotStatement":');
    for (const path of ["/prod/directory/users/ana", "/directory/users/ana"])
      expect(path).toMatch(new RegExp(pattern));
    expect("/prod/locations/directory/inbox").not.toMatch(new RegExp(pattern));
  });

  const textual = /_(body|query(string|arguments))$/i;

  describe.each(["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"])("%s", (name) => {
    const rule = rules.get(name);
    const group = rule?.Statement.ManagedRuleGroupStatement;

    it("only labels, in a version that does not change", () => {
      expect(rule?.OverrideAction).toEqual({ Count: {} });
      expect(group?.Version).toMatch(/^Version_\d+\.\d+$/);
    });

    it("ends at no rule about texts: they count one by one", () => {
      const overrides = group?.RuleActionOverrides ?? [];
      expect(overrides.filter(({ Name }) => textual.test(Name)).length).toBeGreaterThan(3);
      for (const { ActionToUse } of overrides) expect(ActionToUse).toEqual({ Count: {} });
    });
  });

  it("blocks by labels of rules about headers, paths and methods, and never by what people write", () => {
    const rule = rules.get("BlockedLabels");
    expect(rule?.Action).toEqual({ Block: {} });
    const keys = Labels.parse(rule?.Statement).OrStatement.Statements.map(
      ({ LabelMatchStatement }) => LabelMatchStatement.Key,
    );
    expect(keys).toContain("awswaf:managed:aws:known-bad-inputs:ExploitablePaths_URIPath");
    expect(keys).toContain("awswaf:managed:aws:core-rule-set:GenericLFI_URIPath");
    for (const key of keys) {
      expect(key).toMatch(/^awswaf:managed:aws:(core-rule-set|known-bad-inputs):\w+$/);
      expect(key).toMatch(/_(Header|Cookie|URIPath|Method)$/);
    }
    expect(new Set(keys).size).toBe(keys.length);
    for (const labelling of ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"]) {
      expect(rule?.Priority, "labels come first").toBeGreaterThan(rules.get(labelling)?.Priority ?? Infinity);
    }
  });

  it("counts ReactJSRCE_BODY, so that pasted code passes", () => {
    const group = rules.get("AWSManagedRulesKnownBadInputsRuleSet")?.Statement.ManagedRuleGroupStatement;
    expect(group?.RuleActionOverrides).toContainEqual({
      Name: "ReactJSRCE_BODY",
      ActionToUse: { Count: {} },
    });
    expect(JSON.stringify(rules.get("BlockedLabels"))).not.toContain("ReactJSRCE");
  });

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
