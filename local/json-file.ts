import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type * as z from "zod";
import { parseJson } from "./json.ts";
import { privateFile } from "./private-files.ts";

/** Reads a JSON file and parses it by the schema. A missing file counts as an empty object. */
export function readJsonFile<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  return schema.parse(existsSync(file) ? parseJson(readFileSync(file, "utf8")) : {});
}

/** Writes a second file and renames it, so that a crash leaves either the old content or the new content. */
export function replaceJsonFile(file: string, content: object): void {
  writeFileSync(`${file}.new`, JSON.stringify(content), { mode: privateFile });
  renameSync(`${file}.new`, file);
}
