import type { Ajv, ValidateFunction } from "ajv";
import addFormats from "ajv-formats";

/**
 * The schemas of an API document, closed for our own answers. The published ones are open, as clients must ignore
 * unknown fields; the service must not send a field that the document does not describe.
 */
export function compiler(ajv: Ajv, document: object): (pointer: string) => ValidateFunction {
  addFormats.default(ajv);
  ajv.addSchema({ $id: "document", ...closed(document) });
  return (pointer) => ajv.getSchema(`document#${pointer}`) ?? missing(pointer);
}

/** The problems in words; undefined where the value is valid. */
export function problemsWith(validate: ValidateFunction, value: unknown): string | undefined {
  if (validate(value)) return undefined;
  const problems = (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || "/", message, JSON.stringify(params)].join(" "),
  );
  return problems.join("; ");
}

/** A path into a document as a JSON pointer in a URI fragment. */
export function pointerTo(...keys: readonly string[]): string {
  return keys
    .map((key) => `/${encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))}`)
    .join("");
}

function missing(pointer: string): never {
  throw new Error(`the document has nothing at ${pointer}`);
}

function closed(document: object): object {
  const copy: object = JSON.parse(JSON.stringify(document), (_key, value: unknown) =>
    isOpenObject(value) ? { ...value, additionalProperties: false } : value,
  );
  return copy;
}

function isOpenObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return (
    "type" in value && value.type === "object" && "properties" in value && !("additionalProperties" in value)
  );
}
