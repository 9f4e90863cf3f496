import { describe, expect, it } from "vitest";
import * as z from "zod";
import { stages } from "../../lib/stages.ts";
import { resources, synthesize } from "./synth.ts";

/* What CloudFormation's schemas let pass, and services refuse at deployment. */

const templates = Object.keys(stages).map((stage) => [stage, synthesize(stage)] as const);

/** Where services ask for an empty value: actions and components of WAF that have no settings. */
const emptyOnPurpose = /^AWS::WAFv2::WebACL\b.*\.(Allow|Block|Count|None|UriPath)$/;

/** The paths of empty lists, objects and strings; separators of `Fn::Join` are none. */
function emptyIn(value: unknown, path: string): string[] {
  if (value === "") return [path];
  if (typeof value !== "object" || value === null) return [];
  const parts = Object.entries(value);
  if (parts.length === 0) return [path];
  return parts.flatMap(([name, part]) => {
    const isSeparator = path.endsWith(".Fn::Join") && name === "0";
    return isSeparator ? [] : emptyIn(part, `${path}.${name}`);
  });
}

describe.each(templates)("%s", (_stage, template) => {
  it("has no empty value where a service refuses it", () => {
    const Resources = z.record(
      z.string(),
      z.object({ Type: z.string(), Properties: z.unknown().optional() }),
    );
    const all = Object.entries(Resources.parse(template.toJSON().Resources));
    const empty = all.flatMap(([id, { Type, Properties }]) => emptyIn(Properties, `${Type} ${id}`));
    expect(empty.filter((path) => !emptyOnPurpose.test(path))).toEqual([]);
  });
});

const Name = z.string().regex(/^[\w-]{1,128}$/);
const Count = z.strictObject({ Count: z.strictObject({}) });
const CustomResponse = z.strictObject({
  ResponseCode: z.number().int().min(200).max(599),
  CustomResponseBodyKey: Name,
  // AWS WAF quotas: 10 headers for one response.
  ResponseHeaders: z
    .array(
      z.strictObject({
        Name: z
          .string()
          .regex(/^[\w-]{1,64}$/)
          .refine((name) => name.toLowerCase() !== "content-type"),
        Value: z.string().min(1).max(255),
      }),
    )
    .min(1)
    .max(10)
    .refine((all) => new Set(all.map((it) => it.Name.toLowerCase())).size === all.length, "no name twice"),
});
const AsIs = z.array(z.strictObject({ Priority: z.number(), Type: z.literal("NONE") })).min(1);
const LabelMatch = z.strictObject({
  LabelMatchStatement: z.strictObject({
    Scope: z.enum(["LABEL", "NAMESPACE"]),
    Key: z.string().regex(/^[\w:-]{1,1024}$/),
  }),
});
const RegexMatch = z.strictObject({
  RegexMatchStatement: z.strictObject({
    FieldToMatch: z.strictObject({ UriPath: z.strictObject({}) }),
    RegexString: z.string().min(1).max(512),
    TextTransformations: AsIs,
  }),
});
const RateBased = z.strictObject({
  AggregateKeyType: z.enum(["IP", "CUSTOM_KEYS"]),
  CustomKeys: z
    .array(
      z.strictObject({
        Header: z.strictObject({ Name: z.string().min(1).max(64), TextTransformations: AsIs }),
      }),
    )
    .min(1)
    .max(5)
    .optional(),
  EvaluationWindowSec: z.literal([60, 120, 300, 600]),
  Limit: z.number().int().min(100).max(2_000_000_000),
  ScopeDownStatement: z.strictObject({ NotStatement: z.strictObject({ Statement: RegexMatch }) }).optional(),
});
const Managed = z.strictObject({
  VendorName: z.literal("AWS"),
  Name: z.string(),
  Version: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .optional(),
  RuleActionOverrides: z
    .array(z.strictObject({ Name, ActionToUse: Count }))
    .min(1)
    .max(100)
    .optional(),
});
const Statement = z.union([
  z.strictObject({ RateBasedStatement: RateBased }),
  z.strictObject({ ManagedRuleGroupStatement: Managed }),
  z.strictObject({ OrStatement: z.strictObject({ Statements: z.array(LabelMatch).min(2) }) }),
]);
const Block = z.strictObject({ Block: z.strictObject({ CustomResponse: CustomResponse.optional() }) });
const Rule = z
  .looseObject({
    Name,
    Priority: z.number().int().min(0),
    Statement,
    Action: Block.optional(),
    OverrideAction: z.union([Count, z.strictObject({ None: z.strictObject({}) })]).optional(),
  })
  .refine(
    ({ Statement: of, Action, OverrideAction }) =>
      "ManagedRuleGroupStatement" in of
        ? OverrideAction !== undefined && Action === undefined
        : Action !== undefined && OverrideAction === undefined,
    "a group has an override, any other rule an action",
  );
const WebAcl = z.looseObject({
  Rules: z.array(Rule),
  CustomResponseBodies: z.record(Name, z.looseObject({ Content: z.string().min(1).max(4096) })),
});

/** Web ACL capacity units that AWS lists for its groups, and for statements. */
const groupCapacity = new Map([
  ["AWSManagedRulesCommonRuleSet", 700],
  ["AWSManagedRulesKnownBadInputsRuleSet", 200],
  ["AWSManagedRulesAmazonIpReputationList", 25],
]);

function capacityOf(statement: z.infer<typeof Statement>): number {
  if ("ManagedRuleGroupStatement" in statement) {
    return groupCapacity.get(statement.ManagedRuleGroupStatement.Name) ?? Number.POSITIVE_INFINITY;
  }
  if ("OrStatement" in statement) return statement.OrStatement.Statements.length;
  const { CustomKeys = [], ScopeDownStatement } = statement.RateBasedStatement;
  return 2 + 30 * CustomKeys.length + (ScopeDownStatement ? 3 : 0);
}

describe.each(templates.filter(([stage]) => stages[stage]?.firewall))(
  "the firewall of %s",
  (_stage, template) => {
    const [properties] = resources(template, "AWS::WAFv2::WebACL").values();

    it("is within what WAF takes", () => {
      expect(WebAcl.safeParse(properties).error?.issues ?? []).toEqual([]);
    });

    it("has each name and each priority once, and answers with bodies that it has", () => {
      const { Rules, CustomResponseBodies } = WebAcl.parse(properties);
      expect(new Set(Rules.map((rule) => rule.Name)).size).toBe(Rules.length);
      expect(new Set(Rules.map(({ Priority }) => Priority)).size).toBe(Rules.length);
      const keys = Rules.flatMap(({ Action }) => Action?.Block.CustomResponse?.CustomResponseBodyKey ?? []);
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys) expect(CustomResponseBodies).toHaveProperty(key);
    });

    it("costs no more capacity than AWS's basic price includes", () => {
      const { Rules } = WebAcl.parse(properties);
      const capacity = Rules.reduce((sum, rule) => sum + capacityOf(rule.Statement), 0);
      expect(capacity).toBeGreaterThan(900);
      expect(capacity).toBeLessThanOrEqual(1500);
    });

    it("has no more rules by rate than WAF takes", () => {
      const rates = WebAcl.parse(properties).Rules.filter(({ Statement: of }) => "RateBasedStatement" in of);
      expect(rates.length).toBeLessThanOrEqual(10);
    });
  },
);
