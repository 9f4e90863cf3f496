import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import pLimit from "p-limit";

/** Items in one BatchWriteItem: DynamoDB's limit. */
const BATCH_WRITE = 25;
const CONCURRENT_BATCHES = 4;

export interface Target {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** Writes items directly into the engine, bypassing the functions, for logs that would take hours to send. */
export async function writeItems(
  { client, tableName }: Target,
  items: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const starts = Array.from(
    { length: Math.ceil(items.length / BATCH_WRITE) },
    (_, batch) => batch * BATCH_WRITE,
  );
  await pLimit(CONCURRENT_BATCHES).map(starts, async (start) => {
    let left = items
      .slice(start, start + BATCH_WRITE)
      .map(
        (item): WriteRequest => ({ PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } }),
      );
    while (left.length > 0) {
      const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: left } });
      left = (await client.send(command)).UnprocessedItems?.[tableName] ?? [];
    }
  });
}
