import * as z from "zod";
import { received } from "./received.ts";
import { sent } from "./sent.ts";
import { values } from "./values.ts";

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** OpenAPI 3.1 uses 2020-12; AsyncAPI's schemas are a superset of draft 7. */
type Dialect = "draft-2020-12" | "draft-7";

type NamedSchemas = Readonly<Record<string, z.ZodType>>;

const requests: NamedSchemas = { ...values, ...sent };
const answers: NamedSchemas = { ...values, ...received };

const names = new Map(Object.entries({ ...requests, ...answers }).map(([name, schema]) => [schema, name]));

/** The name of a schema in the documents. @throws Error if it has none */
export function nameOf(schema: z.ZodType | undefined, use: string): string {
  const name = schema && names.get(schema);
  if (name !== undefined) return name;
  throw new Error(`${use} has a schema without a name: add it to apidocs/schemas/`);
}

export function refTo(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** All named schemas as JSON Schema: requests as clients send them, answers as they get them. */
export function namedSchemas(target: Dialect): Record<string, JsonSchema> {
  return { ...generate(requests, { io: "input", target }), ...generate(answers, { io: "output", target }) };
}

/** The fields of a query after parsing: numbers are numbers, and defaults are known. */
export function queryFields(schema: z.ZodType | undefined): {
  fields: Record<string, JsonSchema>;
  required: string[];
} {
  if (schema === undefined) return { fields: {}, required: [] };
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: "output",
    unrepresentable: "any", // a transformation's result is described by the schema that it is piped into
    override: simplify,
  });
  const fields = Object.fromEntries(
    Object.entries(properties).filter((field): field is [string, JsonSchema] => typeof field[1] === "object"),
  );
  return { fields, required: required.filter((name) => fields[name]?.default === undefined) };
}

function generate(
  named: NamedSchemas,
  { io, target }: { readonly io: "input" | "output"; readonly target: Dialect },
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    target,
    uri: (id) => refTo(id).$ref,
    override: (context) => {
      simplify(context);
      const { def } = context.zodSchema._zod;
      // Requests refuse unknown fields; answers may get new ones.
      if (io === "output" && def.type === "object" && !("catchall" in def && def.catchall)) {
        delete context.jsonSchema.additionalProperties;
      }
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
  );
}

/** Removes the bounds of JavaScript's safe integers, which JSON does not have. */
function simplify({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.readOnly; // concerns the code, not the API
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
