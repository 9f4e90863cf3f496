import { ClientKey, Id } from "../../functions/domain/identifier.ts";
import { ids } from "../examples.ts";
import { nameOf, queryFields, refTo } from "../schemas/json-schemas.ts";
import type { Documented } from "./operation-docs.ts";

const pathTexts: Readonly<Record<keyof typeof ids, string>> = {
  locationId: "The location's id (sub-account of the CRM).",
  chatId: "The chat's id.",
  userId: "The user's id.",
  conversationId: "The customer conversation's id.",
  attachmentId: "The attachment's id.",
  deviceId: "The device's id.",
};

/** The parameters of an operation in path, query and headers. */
export function parametersOf(documented: Documented): object[] {
  return [...inPath(documented), ...inQuery(documented), ...inHeaders(documented)];
}

function inPath({ route: { path } }: Documented): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => {
    if (!isKnown(name)) throw new Error(`${path}: describe {${name}} in apidocs/rest/parameters.ts`);
    const schema = refTo(nameOf(Id, "Id"));
    return { name, in: "path", required: true, description: pathTexts[name], schema, example: ids[name] };
  });
}

function isKnown(name: string): name is keyof typeof ids {
  return name in ids;
}

function inQuery({ doc }: Documented): object[] {
  const { fields, required } = queryFields(doc.operation.query);
  return Object.entries(fields).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    description,
    schema,
  }));
}

function inHeaders({ doc }: Documented): object[] {
  if (!doc.idempotencyKey) return [];
  const description = "The same at each retry of the request. It is remembered for 24 hours.";
  const schema = refTo(nameOf(ClientKey, "Idempotency-Key"));
  return [{ name: "Idempotency-Key", in: "header", required: false, description, schema }];
}
