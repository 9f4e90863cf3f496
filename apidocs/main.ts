import { writeFileSync } from "node:fs";
import { documents } from "./documents.ts";
import { undocumented } from "./rest/operation-docs.ts";

/** `npm run docs`: writes the documents of both APIs. */
if (undocumented.length > 0) throw new Error(undocumented.join("\n"));
for (const { file, text } of documents()) writeFileSync(file, text);
