import type * as z from "zod";

type Issue = z.core.$ZodRawIssue;
type Bound = z.core.$ZodRawIssue<z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall>;

/**
 * Says in our own words what is wrong where a schema does not: clients must not see the words of the schema
 * library, which change with its versions.
 */
export function problemOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "is required"
        : `must be ${NAME_OF[issue.expected] ?? "of another type"}`;
    case "invalid_value":
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "too_big":
    case "too_small":
      return boundOf(issue);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return "is not a known field";
    case "invalid_format":
      return "has the wrong form";
    case "invalid_key":
      return "has a key of the wrong form";
    default:
      return "is not valid";
  }
}

const NAME_OF: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function boundOf(issue: Bound): string {
  const [limit, inclusive, exclusive] =
    issue.code === "too_big"
      ? [issue.maximum, "at most", "less than"]
      : [issue.minimum, "at least", "more than"];
  const bound = `${issue.inclusive === false ? exclusive : inclusive} ${limit}`;
  if (issue.origin === "string") return `must have ${bound} characters`;
  return issue.origin === "array" ? `must have ${bound} items` : `must be ${bound}`;
}
