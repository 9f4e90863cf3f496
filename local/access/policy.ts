import * as z from "zod";
import { matches } from "./wildcard.ts";

const OneOrMore = z.union([z.string().transform((value) => [value]), z.array(z.string())]);

/** The operators that the local cloud evaluates. A policy with any other operator does not parse. */
const Operator = z.enum([
  "StringEquals",
  "StringLike",
  "StringNotLike",
  "ForAllValues:StringEquals",
  "ForAllValues:StringLike",
  "ForAllValues:StringNotLike",
]);

const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: OneOrMore,
  Resource: OneOrMore,
  Condition: z.partialRecord(Operator, z.record(z.string(), OneOrMore)).default({}),
});
type Statement = z.infer<typeof Statement>;

export const PolicyDocument = z.object({
  Version: z.string().optional(),
  Statement: z.union([Statement.transform((statement) => [statement]), z.array(Statement)]),
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;

export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  /** The values of condition keys in the request, such as `dynamodb:LeadingKeys`. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

export type Decision = "allowed" | "denied" | "not_allowed";

/** IAM's rule: an explicit deny wins over an allow; without either, the request is not allowed. */
export function evaluate(policies: readonly PolicyDocument[], request: AccessRequest): Decision {
  const effects = policies
    .flatMap(({ Statement: statements }) => statements)
    .filter((statement) => applies(statement, request))
    .map(({ Effect }) => Effect);
  if (effects.includes("Deny")) return "denied";
  return effects.includes("Allow") ? "allowed" : "not_allowed";
}

function applies(statement: Statement, { action, resource, context = {} }: AccessRequest): boolean {
  return (
    statement.Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    statement.Resource.some((pattern) => matches(pattern, resource)) &&
    Object.entries(statement.Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, patterns]) => holds(operator, patterns, context[key] ?? [])),
    )
  );
}

function holds(operator: string, patterns: readonly string[], values: readonly string[]): boolean {
  const matchesAny = (value: string) =>
    patterns.some((pattern) => (operator.endsWith("Equals") ? pattern === value : matches(pattern, value)));
  const test = (value: string) => matchesAny(value) !== operator.endsWith("NotLike");
  // A condition on a key that is not in the request fails, except with ForAllValues.
  return operator.startsWith("ForAllValues:") ? values.every(test) : values.length > 0 && values.every(test);
}
