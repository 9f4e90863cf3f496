import { documented } from "./rest/operation-docs.ts";
import { namedSchemas, queryFields } from "./schemas/json-schemas.ts";

/** Schemas and fields without a description, as messages that say what to do; empty if every one has a description. */
export function undescribed(): string[] {
  const queries = documented.flatMap(({ route, doc }) =>
    undescribedFields(`query of ${route.operation}`, { properties: queryFields(doc.operation.query).fields }),
  );
  const schemas = Object.entries(namedSchemas("draft-2020-12")).flatMap(([name, schema]) => [
    ...(hasDescription(schema) ? [] : [name]),
    ...undescribedFields(name, schema),
  ]);
  return [...queries, ...schemas].map((path) => `${path}: describe it in its zod schema`);
}

/** The paths of all fields in a JSON Schema that have no description of their own; a `$ref` has none. */
export function undescribedFields(path: string, schema: unknown): string[] {
  return partsOf(schema).flatMap(([key, part]) =>
    key === "properties"
      ? partsOf(part).flatMap(([name, field]) => [
          ...(hasDescription(field) ? [] : [`${path}.${name}`]),
          ...undescribedFields(`${path}.${name}`, field),
        ])
      : undescribedFields(path, part),
  );
}

function partsOf(schema: unknown): [string, unknown][] {
  return typeof schema === "object" && schema !== null ? Object.entries(schema) : [];
}

function hasDescription(schema: unknown): boolean {
  return partsOf(schema).some(([key, text]) => key === "description" && text !== "");
}
