import type * as z from "zod";
import { ChatError } from "../domain/errors.ts";

/** @throws ChatError `invalid_request`, one line per problem, the field's path first */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ChatError("invalid_request", "Invalid request", {
    problems: parsed.error.issues.flatMap(problemsOf),
  });
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${pathOf([...issue.path, key])}: is not a known field`);
  }
  return [`${pathOf(issue.path)}: ${issue.message}`];
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "body" : path.map(String).join(".");
}
