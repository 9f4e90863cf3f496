import { writeFileSync } from "node:fs";
import { documents } from "./documents.ts";
import { undocumented } from "./rest/operation-docs.ts";

const usage = `Writes the documents of both APIs, as the schemas describe them.

  npm run docs

Exits with 1, and writes nothing, where an operation is not described yet.`;

if (process.argv.includes("--help")) {
  console.log(usage);
  process.exit(0);
}
if (undocumented.length > 0) {
  console.error(undocumented.join("\n"));
  process.exit(1);
}
for (const { file, text } of documents()) writeFileSync(file, text);
