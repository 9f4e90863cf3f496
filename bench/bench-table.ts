import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { table } from "../functions/store/table.ts";
import { startEngine } from "../local/dynamodb/engine.ts";
import { scratchFolder } from "./scratch.ts";

/** An engine of the kind that the local cloud has, in a folder that goes with it. */
export async function startBenchEngine() {
  const { endpoint, stop } = await startEngine(scratchFolder(), process.env.DYNAMODB_ENDPOINT);
  return { endpoint, stop };
}

/** A client past all proxies: to seed, and to measure what is bare. */
export function engineClient(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials, cacheMiddleware: true });
}

/** An empty table with the project's keys and no stream; resolves to its name, which begins as given. */
export async function createBenchTable(endpoint: string, purpose: string): Promise<string> {
  const tableName = `${purpose}-${randomUUID()}`;
  const keys = [table.partitionKey, table.sortKey] as const;
  const client = engineClient(endpoint);
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: keys[0], KeyType: "HASH" },
        { AttributeName: keys[1], KeyType: "RANGE" },
      ],
      AttributeDefinitions: keys.map((name) => ({ AttributeName: name, AttributeType: "S" })),
    }),
  );
  client.destroy();
  return tableName;
}
