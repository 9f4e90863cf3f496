import type { Identities } from "../access/identities.ts";
import type { Chaos } from "../chaos/chaos.ts";
import { injectTableFaults } from "../chaos/table-faults.ts";
import { openEndpoint } from "../endpoint.ts";
import { StartupError } from "../startup-error.ts";
import { arnOf } from "../template/physical.ts";
import type { Stack } from "../template/stack.ts";
import { authorizeTableCalls } from "./authorize.ts";
import { meter, type OperationUsage } from "./capacity-meter.ts";
import { startEngine } from "./engine.ts";
import { connectEngine, type EngineCall } from "./engine-client.ts";
import { createDynamoDbProxy, type Interceptor } from "./proxy.ts";
import { indexStreamRecords } from "./stream-index.ts";
import { declaredTables, ensureTable, partitionKeyOf, streamArnOf } from "./table.ts";

export interface DynamoDbInput {
  readonly stack: Stack;
  readonly identities: Identities;
  readonly dataDir: string;
  readonly externalEndpoint: string | undefined;
  readonly operations: Map<string, OperationUsage>;
  readonly disposables: AsyncDisposableStack;
  readonly chaos: Chaos;
}

export interface DynamoDb {
  /** Bypasses the proxy: no role is checked and nothing is counted. */
  readonly engineEndpoint: string;
  readonly engine: EngineCall;
  readonly tableName: string;
  /** The functions' endpoint. */
  readonly proxyEndpoint: string;
  /** Applied after authorization and before the engine. The list may change while the cloud runs. */
  readonly interceptors: Interceptor[];
  /** The engine's stream ARNs by the template's. */
  readonly streams: ReadonlyMap<string, string>;
}

/** Starts the engine, creates the stack's tables and opens the functions' endpoint. */
export async function startDynamoDb(input: DynamoDbInput): Promise<DynamoDb> {
  const { stack, disposables } = input;
  const engine = await startEngine(input.dataDir, input.externalEndpoint);
  disposables.defer(() => engine.stop());
  const { call, close } = connectEngine(engine.endpoint);
  disposables.defer(close);
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
  const interceptors = createInterceptors(input);
  return {
    engineEndpoint: engine.endpoint,
    engine: call,
    tableName: table.ref,
    proxyEndpoint: await openEndpoint(createDynamoDbProxy(call, interceptors), disposables),
    interceptors,
    streams,
  };
}

function createInterceptors({ stack, identities, operations, chaos }: DynamoDbInput): Interceptor[] {
  const tables = declaredTables(stack);
  const partitionKeys = new Map(tables.map(({ ref, properties }) => [ref, partitionKeyOf(properties)]));
  const keyNames = tables.flatMap(({ properties }) =>
    properties.KeySchema.map(({ AttributeName }) => AttributeName),
  );
  const tableArnPrefix = arnOf(stack.deployment, "dynamodb", "table/");
  return [
    authorizeTableCalls({ identities, tableArnPrefix, partitionKeys }),
    meter(operations),
    ...injectTableFaults(chaos, keyNames),
  ];
}
