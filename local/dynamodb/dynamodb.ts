import type { Identities } from "../access/identities.ts";
import type { Chaos } from "../chaos/chaos.ts";
import { troubleTable } from "../chaos/table-faults.ts";
import type { Closers } from "../closers.ts";
import { listen } from "../free-port.ts";
import { StartupError } from "../startup-error.ts";
import type { Stack } from "../template/stack.ts";
import { authorizeTableCalls } from "./authorize.ts";
import { startEngine } from "./engine.ts";
import { createDynamoDbProxy, type Interceptor } from "./proxy.ts";
import { indexStreamRecords } from "./stream-index.ts";
import { declaredTables, ensureTable, partitionKeyOf, streamArnOf } from "./table.ts";
import { meter, type OperationUsage } from "./usage.ts";
import { connectEngine, type EngineCall } from "./wire.ts";

export interface DynamoDbInput {
  readonly stack: Stack;
  readonly identities: Identities;
  readonly dataDir: string;
  readonly externalEndpoint: string | undefined;
  readonly operations: Map<string, OperationUsage>;
  readonly closers: Closers;
  readonly chaos: Chaos;
}

export interface DynamoDb {
  /** Past the proxy: no role, no count. */
  readonly engineEndpoint: string;
  readonly engine: EngineCall;
  readonly tableName: string;
  /** The functions' endpoint. */
  readonly proxyEndpoint: string;
  /** Applied after authorization and before the engine; may change while running. */
  readonly interceptors: Interceptor[];
  /** The engine's ARN of a stream, by the template's. */
  readonly streams: ReadonlyMap<string, string>;
}

/** The engine with the stack's table, and the functions' endpoint in front of it. */
export async function startDynamoDb(input: DynamoDbInput): Promise<DynamoDb> {
  const { stack, closers } = input;
  const engine = await startEngine(input.dataDir, input.externalEndpoint);
  closers.add(() => engine.stop());
  const { call, close } = connectEngine(engine.endpoint);
  closers.add(close);
  const tables = declaredTables(stack);
  const [table] = tables;
  if (!table) throw new StartupError("template: no AWS::DynamoDB::Table");
  const streams = new Map<string, string>();
  for (const declared of tables) {
    await ensureTable(call, declared);
    if (!declared.properties.StreamSpecification) continue;
    streams.set(stack.attribute(declared.logicalId, "StreamArn"), await streamArnOf(call, declared.ref));
  }
  if (engine.databaseFile) indexStreamRecords(engine.databaseFile);
  const { interceptors, proxyEndpoint } = await openProxy(call, input);
  return {
    engineEndpoint: engine.endpoint,
    engine: call,
    tableName: table.ref,
    proxyEndpoint,
    interceptors,
    streams,
  };
}

async function openProxy(call: EngineCall, { stack, identities, operations, closers, chaos }: DynamoDbInput) {
  const { partition, region, accountId } = stack.deployment;
  const partitionKeys = new Map(
    declaredTables(stack).map(({ ref, properties }) => [ref, partitionKeyOf(properties)]),
  );
  const keyNames = declaredTables(stack).flatMap(({ properties }) =>
    properties.KeySchema.map(({ AttributeName }) => AttributeName),
  );
  const tableArnPrefix = `arn:${partition}:dynamodb:${region}:${accountId}:table/`;
  const interceptors: Interceptor[] = [
    authorizeTableCalls({ identities, tableArnPrefix, partitionKeys }),
    meter(operations),
    ...troubleTable(chaos, keyNames),
  ];
  const proxy = createDynamoDbProxy(call, interceptors);
  const port = await listen(proxy, 0);
  closers.add(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { interceptors, proxyEndpoint: `http://127.0.0.1:${port}` };
}
