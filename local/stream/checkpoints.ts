import * as z from "zod";
import { readJsonFile, replaceJsonFile } from "../json-file.ts";

const Stored = z.record(z.string(), z.record(z.string(), z.string()));

/** The last handled record of each mapping and shard. A file keeps it over a restart. */
export class Checkpoints {
  readonly #file: string;
  readonly #byMapping: Record<string, Record<string, string>>;

  constructor(file: string) {
    this.#file = file;
    this.#byMapping = readJsonFile(file, Stored);
  }

  get(mapping: string, shardId: string): string | undefined {
    return this.#byMapping[mapping]?.[shardId];
  }

  set(mapping: string, shardId: string, sequenceNumber: string): void {
    this.#byMapping[mapping] = { ...this.#byMapping[mapping], [shardId]: sequenceNumber };
  }

  save(): void {
    replaceJsonFile(this.#file, this.#byMapping);
  }
}
