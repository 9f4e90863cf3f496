import type { ErrorCode } from "../../functions/domain/errors.ts";
import { errorTexts, statusOf } from "../errors.ts";
import { errorExample } from "../examples.ts";
import { nameOf, refTo } from "../schemas/json-schemas.ts";
import type { AnswerDoc } from "./operation-doc.ts";
import type { Documented } from "./operation-docs.ts";
import { errorsOf } from "./operation-errors.ts";

const seconds = { type: "integer", minimum: 1 };
const count = { type: "integer", minimum: 0 };

/** Headers of answers, by name. */
export const headers = {
  "Idempotent-Replayed": {
    description: "The result of an earlier request with the same key. This request did nothing.",
    required: true,
    schema: { type: "string", const: "true" },
  },
  "Retry-After": { description: "Seconds to wait before a retry.", required: true, schema: seconds },
  "X-RateLimit-Limit": { description: "The limit in requests per second.", required: true, schema: count },
  "X-RateLimit-Remaining": { description: "The number of requests left.", required: true, schema: count },
};

const headersOfStatus: Readonly<Record<number, readonly (keyof typeof headers)[]>> = {
  429: ["Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining"],
  503: ["Retry-After"],
};

/** All answers of an operation by status. Errors are references to `errorResponses`. */
export function responsesOf(documented: Documented): Record<string, object> {
  const answers = Object.entries(documented.doc.answers).map(
    ([status, answer]) => [status, success(answer, documented.route.operation)] as const,
  );
  const errors = errorSets(documented).map(
    ({ status, name }) => [`${status}`, { $ref: `#/components/responses/${name}` }] as const,
  );
  return Object.fromEntries([...answers, ...errors]);
}

/** The error answers of all operations: one for each set of codes that share a status in an operation. */
export function errorResponses(all: readonly Documented[]): Record<string, object> {
  const sets = all.flatMap(errorSets);
  return Object.fromEntries(sets.map((set) => [set.name, failure(set)]));
}

interface ErrorSet {
  readonly status: number;
  readonly codes: readonly ErrorCode[];
  readonly name: string;
}

function errorSets(documented: Documented): ErrorSet[] {
  const byStatus = Map.groupBy(errorsOf(documented), statusOf);
  return [...byStatus].map(([status, codes]) => ({ status, codes, name: `${status}.${codes.join(".")}` }));
}

function success({ text, schema, example, replayed }: AnswerDoc, operation: string): object {
  return {
    description: text,
    ...(replayed && { headers: headerRefs(["Idempotent-Replayed"]) }),
    ...(schema && {
      content: { "application/json": { schema: refTo(nameOf(schema, operation)), example } },
    }),
  };
}

function failure({ status, codes }: ErrorSet): object {
  const message = status === 422 ? { type: "array" } : { type: "string" };
  const properties = { statusCode: { const: status }, code: { enum: codes }, message };
  const isConflict = codes.every((code) => code === "conflict");
  const narrowed = {
    allOf: [refTo("Error"), { properties, ...(isConflict && { required: ["reason"] }) }],
  };
  return {
    description: codes.map((code) => `\`${code}\`: ${errorTexts[code]}`).join("\n\n"),
    headers: headerRefs(headersOfStatus[status] ?? []),
    content: {
      "application/json": {
        // Above 10 MB the gateway itself answers.
        schema: status === 413 ? { anyOf: [narrowed, refTo("GatewayError")] } : narrowed,
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

export function errorExamples(codes: readonly ErrorCode[]): Record<string, object> {
  return Object.fromEntries(
    codes.map((code) => [code, { summary: errorTexts[code], value: errorExample(code) }]),
  );
}

function headerRefs(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
