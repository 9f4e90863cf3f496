import * as z from "zod";
import { escapeXml } from "../xml.ts";
import { inline } from "./markdown.ts";

/** The parts of JSON Schema that the AsyncAPI document uses. */
export const Schema = z.object({
  $ref: z.string().optional(),
  description: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Schema]).optional();
  },
  get items() {
    return Schema.optional();
  },
  get allOf() {
    return z.array(Schema).optional();
  },
  get anyOf() {
    return z.array(Schema).optional();
  },
  get oneOf() {
    return z.array(Schema).optional();
  },
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  minProperties: z.number().optional(),
  maxProperties: z.number().optional(),
});

export type Schema = z.infer<typeof Schema>;

/** A table of an object's fields. For any other schema, the type of the value. */
export function schemaTable(schema: Schema): string {
  if (schema.properties === undefined) return `<p>${typeOf(schema)}</p>`;
  const rows = Object.entries(schema.properties).map(([name, field]) => {
    const optional = schema.required?.includes(name) ? "" : ' <em class="optional">optional</em>';
    const text = inline(field.description ?? "");
    return `<tr><td><code>${escapeXml(name)}</code>${optional}</td><td>${typeOf(field)}</td><td>${text}</td></tr>`;
  });
  return `<table><thead><tr><th>field</th><th>type</th><th>meaning</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** The type in words, with links to named schemas. */
function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return linkTo(schema.$ref);
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(" | ");
  const parts = schema.allOf ?? schema.anyOf ?? schema.oneOf;
  if (parts !== undefined) return parts.map(typeOf).join(" | ");
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}${bounds(schema, "Items")}`;
  const { additionalProperties: values } = schema;
  if (typeof values === "object") return `by id: ${typeOf(values)}${bounds(schema, "Properties")}`;
  return `${escapeXml([schema.type ?? "any"].flat().join(" | "))}${bounds(schema, "Length")}`;
}

function linkTo(ref: string): string {
  const name = escapeXml(ref.split("/").at(-1) ?? "");
  return `<a href="#schema-${name}">${name}</a>`;
}

function literal(value: unknown): string {
  return `<code>${escapeXml(JSON.stringify(value))}</code>`;
}

function bounds(schema: Schema, of: "Items" | "Length" | "Properties"): string {
  const [min = 0, max] = [schema[`min${of}`], schema[`max${of}`]];
  return max === undefined ? "" : ` (${min}–${max.toLocaleString("en")})`;
}
