import { fileURLToPath } from "node:url";
import { openApi } from "./rest/openapi.ts";
import { asyncApi } from "./socket/asyncapi.ts";

export interface PublishedDocument {
  readonly file: string;
  readonly text: string;
}

/** The current documents, which `npm run docs` writes to `docs/`. */
export function documents(): PublishedDocument[] {
  return [published("openapi", openApi()), published("asyncapi", asyncApi())];
}

function published(name: string, document: object): PublishedDocument {
  const file = fileURLToPath(new URL(`../docs/${name}.json`, import.meta.url));
  return { file, text: `${JSON.stringify(document, null, 2)}\n` };
}
