import * as z from "zod";
import { answerComponents } from "./answers.ts";
import { attachmentAnswers, attachmentRequests } from "./attachments.ts";
import type { Component } from "./component.ts";
import { deviceAnswers, deviceRequests } from "./devices.ts";
import { entryComponents } from "./entries.ts";
import { requestComponents } from "./requests.ts";
import { frameComponents } from "./socket.ts";
import { valueComponents } from "./values.ts";

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** OpenAPI 3.1 speaks 2020-12; the schemas of AsyncAPI are a superset of draft 7. */
type Dialect = "draft-2020-12" | "draft-7";

type Components = Readonly<Record<string, Component>>;

const sent: Components = {
  ...valueComponents,
  ...requestComponents,
  ...attachmentRequests,
  ...deviceRequests,
  ...frameComponents.sent,
};
const received: Components = {
  ...valueComponents,
  ...answerComponents,
  ...entryComponents,
  ...attachmentAnswers,
  ...deviceAnswers,
  ...frameComponents.received,
};

const names = new Map(Object.entries({ ...sent, ...received }).map(([name, { schema }]) => [schema, name]));

/** The name of a schema in the documents. @throws Error where it has none */
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
  return { ...generate(sent, { io: "input", target }), ...generate(received, { io: "output", target }) };
}

/** The fields of a query, after parsing: numbers are numbers, and defaults are known. */
export function queryFields(schema: z.ZodType | undefined): {
  fields: Record<string, JsonSchema>;
  required: string[];
} {
  if (schema === undefined) return { fields: {}, required: [] };
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: "output",
    unrepresentable: "any", // what a transformation makes of the text is said by what it is piped into
    override: simplify,
  });
  const fields = Object.fromEntries(
    Object.entries(properties).filter((field): field is [string, JsonSchema] => typeof field[1] === "object"),
  );
  return { fields, required: required.filter((name) => fields[name]?.default === undefined) };
}

function generate(
  components: Components,
  { io, target }: { readonly io: "input" | "output"; readonly target: Dialect },
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, { schema }] of Object.entries(components)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    target,
    uri: (id) => refTo(id).$ref,
    override: (context) => {
      simplify(context);
      const { def } = context.zodSchema._zod;
      // What is refused in a request may one day be added to an answer.
      if (io === "output" && def.type === "object" && !("catchall" in def && def.catchall)) {
        delete context.jsonSchema.additionalProperties;
      }
      Object.assign(context.jsonSchema, z.globalRegistry.get(context.zodSchema));
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => {
      const component = components[name];
      if (component === undefined) throw new Error(`${name} is no component`);
      return [name, described(schema, component, target)];
    }),
  );
}

/** JSON has no safe integers: their bounds are of the language, not of the API. */
function simplify({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.readOnly; // says that a list is not changed in the code
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

function described(schema: JsonSchema, { text, fields, more }: Component, target: Dialect): JsonSchema {
  const described: JsonSchema = { description: text, ...schema, ...more };
  for (const [name, description] of Object.entries(fields)) {
    const property = schema.properties?.[name];
    if (typeof property !== "object") throw new Error(`no property ${name}`);
    // Before 2020-12 whatever stands beside a $ref is ignored.
    const inner = property.$ref !== undefined && target === "draft-7" ? { allOf: [property] } : property;
    described.properties = { ...described.properties, [name]: { ...inner, description } };
  }
  return described;
}
