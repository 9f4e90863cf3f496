import { writeFileSync } from "node:fs";
import { documents } from "./documents.ts";
import { undocumented } from "./rest/operation-docs.ts";
import { undescribed } from "./undescribed.ts";

const usage = `Writes the documents of both APIs, as the schemas describe them.

  npm run docs

Exits with 1, and writes nothing, if an operation or a field has no description.`;

if (process.argv.includes("--help")) {
  console.log(usage);
  process.exit(0);
}
const missing = [...undocumented, ...undescribed()];
if (missing.length > 0) {
  console.error(missing.join("\n"));
  process.exit(1);
}
for (const { file, text } of documents()) writeFileSync(file, text);
