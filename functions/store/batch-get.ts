import { setTimeout } from "node:timers/promises";
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { inBatches } from "../domain/batches.ts";
import { translated, unavailable } from "./database-errors.ts";
import type { RawItem } from "./item.ts";
import type { Key } from "./keys.ts";

/** Keys in one BatchGetItem (DynamoDB's limit). */
const BATCH_SIZE = 100;
const ATTEMPTS = 8;
const BACKOFF_MS = 20;

interface BatchRead {
  readonly tableName: string;
  readonly keys: readonly Key[];
  readonly consistent: boolean;
}

/**
 * Items of different keys, as DynamoDB writes them, in no order; missing ones are left out. Keys left unprocessed
 * are asked for again.
 * @throws ChatError `unavailable`
 */
export async function batchGet(client: DynamoDBClient, read: BatchRead): Promise<RawItem[]> {
  const batches = inBatches(read.keys, BATCH_SIZE).map((keys) => getBatch(client, { ...read, keys }));
  return (await Promise.all(batches)).flat();
}

async function getBatch(
  client: DynamoDBClient,
  { tableName, keys, consistent: ConsistentRead }: BatchRead,
): Promise<RawItem[]> {
  const items: RawItem[] = [];
  let wanted: Record<string, AttributeValue>[] = keys.map((key) => marshall(key));
  for (let attempt = 0; wanted.length > 0; attempt += 1) {
    if (attempt === ATTEMPTS) throw unavailable(undefined);
    if (attempt > 0) await setTimeout(Math.random() * BACKOFF_MS * 2 ** attempt);
    const input = { RequestItems: { [tableName]: { Keys: wanted, ConsistentRead } } };
    const answer = await translated(() => client.send(new BatchGetItemCommand(input)));
    items.push(...(answer.Responses?.[tableName] ?? []));
    wanted = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return items;
}
