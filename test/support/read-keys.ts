import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as z from "zod";

const Keys = z.object({
  Key: z.unknown().optional(),
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(z.unknown()) })).optional(),
});

/** Counts how often a client reads each item, by its key. */
export class ReadKeys {
  readonly counts = new Map<string, number>();

  constructor(client: DynamoDBClient) {
    client.middlewareStack.add(
      (next, context) => (args) => {
        if (String(context.commandName).includes("GetItem")) this.#add(args.input);
        return next(args);
      },
      { step: "initialize", name: "readKeys" },
    );
  }

  clear(): void {
    this.counts.clear();
  }

  #add(input: unknown): void {
    const { Key, RequestItems = {} } = Keys.parse(input);
    const keys = [
      ...(Key === undefined ? [] : [Key]),
      ...Object.values(RequestItems).flatMap((it) => it.Keys),
    ];
    for (const key of keys.map((it) => JSON.stringify(it))) {
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    }
  }
}
