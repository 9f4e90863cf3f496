import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { parseJson } from "../json.ts";

const Stored = z.record(z.string(), z.record(z.string(), z.string()));

/** How far each mapping has read each shard, kept over a restart. */
export class Checkpoints {
  readonly #file: string;
  readonly #byMapping: Record<string, Record<string, string>>;

  constructor(file: string) {
    this.#file = file;
    this.#byMapping = Stored.parse(existsSync(file) ? parseJson(readFileSync(file, "utf8")) : {});
  }

  get(mapping: string, shardId: string): string | undefined {
    return this.#byMapping[mapping]?.[shardId];
  }

  set(mapping: string, shardId: string, sequenceNumber: string): void {
    this.#byMapping[mapping] = { ...this.#byMapping[mapping], [shardId]: sequenceNumber };
  }

  /** Writes beside the file and renames: a crash leaves the old state or the new one. */
  save(): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#byMapping));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
