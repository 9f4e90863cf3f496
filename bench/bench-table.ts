import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { table } from "../functions/store/table.ts";
import { startEngine } from "../local/dynamodb/engine.ts";
import { scratchFolder } from "./scratch.ts";

/** Starts an engine of the kind that the local cloud uses, in a temporary folder. */
export async function startBenchEngine() {
  const { endpoint, stop } = await startEngine(scratchFolder(), process.env.DYNAMODB_ENDPOINT);
  return { endpoint, stop };
}

/** A client that bypasses all proxies, to seed data and to measure bare reads. */
export function engineClient(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials, cacheMiddleware: true });
}

/** Creates an empty table with the project's keys and no stream. @returns its name, `purpose` and a UUID */
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
