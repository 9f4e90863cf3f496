import type * as z from "zod";
import type { ErrorCode } from "../../functions/domain/errors.ts";

/** An answer that an operation gives when all is well. */
export interface AnswerDoc {
  readonly text: string;
  /** Absent where there is no body. */
  readonly schema?: z.ZodType;
  readonly example?: unknown;
  /** With the header `Idempotent-Replayed`. */
  readonly replayed?: boolean;
}

/** What the documents say of an operation besides what its route and its schemas do. */
export interface OperationDoc {
  readonly summary: string;
  readonly text?: string;
  /** The operation as it is served: what it parses queries and bodies by. */
  readonly operation: { readonly query?: z.ZodType | undefined; readonly body?: z.ZodType | undefined };
  /** Takes an `Idempotency-Key`. */
  readonly idempotencyKey?: boolean;
  /** A body. */
  readonly request?: unknown;
  readonly answers: Partial<Readonly<Record<200 | 201 | 204, AnswerDoc>>>;
  /** Codes besides those that follow from route and schemas. */
  readonly errors?: readonly ErrorCode[];
}

/** An answer whose example has the type of its schema. */
export function answer<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  example: z.output<Schema>,
): AnswerDoc {
  return { text, schema, example };
}
