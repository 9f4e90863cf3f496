import type * as z from "zod";
import type { ErrorCode } from "../../functions/domain/errors.ts";

/** An answer of a successful operation. */
export interface AnswerDoc {
  readonly text: string;
  /** Absent if the answer has no body. */
  readonly schema?: z.ZodType;
  readonly example?: unknown;
  /** True if the answer has the header `Idempotent-Replayed`. */
  readonly replayed?: boolean;
}

/** The parts of an operation's documentation that its route and schemas do not give. */
export interface OperationDoc {
  readonly summary: string;
  readonly text?: string;
  /** The operation, with the schemas that it parses queries and bodies with. */
  readonly operation: { readonly query?: z.ZodType | undefined; readonly body?: z.ZodType | undefined };
  /** True if the operation takes an `Idempotency-Key`. */
  readonly idempotencyKey?: boolean;
  /** An example of the body. */
  readonly request?: unknown;
  readonly answers: Partial<Readonly<Record<200 | 201 | 204, AnswerDoc>>>;
  /** Error codes that do not follow from route and schemas. */
  readonly errors?: readonly ErrorCode[];
}

/** Makes an answer; the compiler checks the example against the schema. */
export function answer<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  example: z.output<Schema>,
): AnswerDoc {
  return { text, schema, example };
}
