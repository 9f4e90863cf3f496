import { Ajv2020 } from "ajv/dist/2020.js";
import * as z from "zod";
import { openApi } from "../../apidocs/rest/openapi.ts";
import { compiler, pointerTo, problemsWith } from "./strict-schemas.ts";

const Response = z.object({
  headers: z.record(z.string(), z.unknown()).default({}),
  content: z.object({ "application/json": z.object({ schema: z.unknown() }) }).optional(),
});

const Document = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({ responses: z.record(z.string(), z.looseObject({ $ref: z.string().optional() })) }),
    ),
  ),
  components: z.object({ responses: z.record(z.string(), Response) }),
});

const published = openApi();
const document = Document.parse(published);
const schemaAt = compiler(new Ajv2020({ strict: false, allErrors: true }), published);

/** A request and its answer. */
export interface Exchange {
  readonly method: string;
  /** With its query, where it has one. */
  readonly path: string;
  readonly status: number;
  readonly headers: { has(name: string): boolean };
  readonly body: unknown;
}

/** @throws Error where status, headers or a field of the body differ from the OpenAPI document */
export function checkAnswer(exchange: Exchange): void {
  const problem = violationOf(exchange);
  if (problem === undefined) return;
  const { method, path, status, body } = exchange;
  throw new Error(`${method} ${path} answered ${status} ${JSON.stringify(body)}: ${problem}`);
}

function violationOf(exchange: Exchange): string | undefined {
  const { method, path, status } = exchange;
  // Local pages, documents and CORS preflights are not part of the API.
  if (/^\/(local|docs)(\/|$)/.test(path) || method === "OPTIONS") return undefined;
  const template = templateOf(path.split("?")[0] ?? "");
  if (template === undefined) return refusal(exchange, "404");
  const operation = document.paths[template]?.[method.toLowerCase()];
  if (operation === undefined) return refusal(exchange, "405");
  const response = operation.responses[status];
  if (response === undefined) return "this status is not documented for the operation";
  const name = response.$ref?.split("/").at(-1);
  return name === undefined
    ? conforms(exchange, Response.parse(response), [
        "paths",
        template,
        method.toLowerCase(),
        "responses",
        `${status}`,
      ])
    : conforms(exchange, Response.parse(document.components.responses[name]), [
        "components",
        "responses",
        name,
      ]);
}

/** The problem with the answer to an unknown path (404) or to another method (405). */
function refusal({ status, body }: Exchange, expected: "404" | "405"): string | undefined {
  if (`${status}` !== expected) return `no operation is there: ${expected} is expected`;
  return problemsWith(schemaAt(pointerTo("components", "schemas", "Error")), body);
}

function conforms(
  { headers, body }: Exchange,
  response: z.infer<typeof Response>,
  at: string[],
): string | undefined {
  const absent = Object.keys(response.headers).find((header) => !headers.has(header));
  if (absent !== undefined) return `the header ${absent} is missing`;
  if (response.content === undefined) return body === undefined ? undefined : "a body is not documented";
  return problemsWith(schemaAt(pointerTo(...at, "content", "application/json", "schema")), body);
}

const templates = Object.keys(document.paths).map((template) => ({
  template,
  pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`),
}));

function templateOf(path: string): string | undefined {
  return templates.find(({ pattern }) => pattern.test(path))?.template;
}
