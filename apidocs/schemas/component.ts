import type * as z from "zod";

/** A schema that the documents name, with what its fields mean. */
export interface Component {
  readonly schema: z.ZodType;
  readonly text: string;
  readonly fields: Readonly<Record<string, string>>;
  /** What its JSON Schema says besides what zod knows. */
  readonly more: Readonly<Record<string, unknown>>;
}

/** An object; the compiler asks for the meaning of each of its fields. */
export function object<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  text: string,
  fields: Readonly<Record<Extract<keyof Shape, string>, string>>,
): Component {
  return { schema, text, fields, more: {} };
}

export function value(schema: z.ZodType, text: string, more: Component["more"] = {}): Component {
  return { schema, text, fields: {}, more };
}
