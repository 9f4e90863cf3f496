import type * as z from "zod";
import { ChatError } from "../domain/errors.ts";
import { problemAt } from "../domain/problems.ts";
import { problemOf } from "./issue-problems.ts";

/** @throws ChatError `invalid_request`, one line per problem, the field's path first */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: problemOf });
  if (parsed.success) return parsed.data;
  throw new ChatError("invalid_request", "Invalid request", {
    problems: parsed.error.issues.flatMap(problemsOf),
  });
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => problemAt([...issue.path, key], issue.message));
  }
  return [problemAt(issue.path, issue.message)];
}
