import * as z from "zod";
import { JsonObject } from "../json.ts";
import { StartupError } from "../startup-error.ts";
import type { Declared, Stack } from "../template/stack.ts";
import { callOrThrow, type EngineCall, EngineError } from "./engine-client.ts";

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));
const Index = z.object({ IndexName: z.string(), KeySchema, Projection: JsonObject });

const Table = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
  ),
  KeySchema,
  GlobalSecondaryIndexes: z.array(Index).optional(),
  LocalSecondaryIndexes: z.array(Index).optional(),
  StreamSpecification: z.object({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z
    .object({ AttributeName: z.string().optional(), Enabled: z.boolean() })
    .optional(),
});
export type TableProperties = z.infer<typeof Table>;

/** The stack's tables. A global table has a single replica here. */
export function declaredTables(stack: Stack): Declared<TableProperties>[] {
  return ["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"].flatMap((type) =>
    stack.resources(type, Table),
  );
}

export function partitionKeyOf({ KeySchema: keys }: TableProperties): string {
  const key = keys.find(({ KeyType }) => KeyType === "HASH");
  if (!key) throw new StartupError("template: a table has no partition key");
  return key.AttributeName;
}

/** Creates a table as the template declares it, unless it already exists in the data directory. */
export async function ensureTable(
  call: EngineCall,
  { ref, properties }: Declared<TableProperties>,
): Promise<void> {
  const { StreamSpecification: stream, TimeToLiveSpecification: expiry, ...table } = properties;
  const definition = JsonObject.parse({
    ...table,
    TableName: ref,
    BillingMode: "PAY_PER_REQUEST",
    ...(stream && { StreamSpecification: { ...stream, StreamEnabled: true } }),
  });
  try {
    await callOrThrow(call, ["DynamoDB", "CreateTable"], definition);
  } catch (error) {
    if (error instanceof EngineError && error.type === "ResourceInUseException") return;
    throw error;
  }
  if (expiry?.Enabled) {
    const TimeToLiveSpecification = JsonObject.parse(expiry);
    await callOrThrow(call, ["DynamoDB", "UpdateTimeToLive"], { TableName: ref, TimeToLiveSpecification });
  }
}

const Description = z.object({ Table: z.object({ LatestStreamArn: z.string() }) });

/** The engine's ARN of the table's stream. */
export async function streamArnOf(call: EngineCall, tableName: string): Promise<string> {
  const described = await callOrThrow(call, ["DynamoDB", "DescribeTable"], { TableName: tableName });
  return Description.parse(described).Table.LatestStreamArn;
}
