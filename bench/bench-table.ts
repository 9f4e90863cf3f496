import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { table } from "../functions/store/table.ts";
import { startEngine } from "../local/dynamodb/engine.ts";

const { partitionKey, sortKey } = table;

/** An empty table on an engine of its own, in a folder that goes with it. */
export async function startBenchTable() {
  const folder = await mkdtemp(join(tmpdir(), "internal-chat-bench-"));
  const engine = await startEngine(folder, process.env.DYNAMODB_ENDPOINT);
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: "us-east-1", credentials });
  const tableName = "bench";
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: partitionKey, KeyType: "HASH" },
        { AttributeName: sortKey, KeyType: "RANGE" },
      ],
      AttributeDefinitions: [partitionKey, sortKey].map((name) => ({
        AttributeName: name,
        AttributeType: "S",
      })),
    }),
  );
  const stop = async () => {
    client.destroy();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { client, tableName, stop };
}
