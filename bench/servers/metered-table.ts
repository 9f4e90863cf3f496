import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { type FunctionUsage, noUsage } from "./usage.ts";

const Capacity = z.object({ CapacityUnits: z.number() });
const Consumed = z.object({ ConsumedCapacity: z.union([Capacity, z.array(Capacity)]).optional() });
const reads = /^(Get|BatchGet|Query|Scan)/;

export interface MeteredClient {
  readonly client: DynamoDBClient;
  readonly used: FunctionUsage;
}

/** Creates a client of the engine that sums the capacity its calls consume. */
export function meteredClient(endpoint: string): MeteredClient {
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  const settings: DynamoDBClientConfig = {
    endpoint,
    region: "us-east-1",
    credentials,
    cacheMiddleware: true,
  };
  const client = new DynamoDBClient(settings);
  const used = noUsage();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "TOTAL" } });
      const { ConsumedCapacity = [] } = Consumed.parse(answer.output);
      used.tableCalls += 1;
      for (const { CapacityUnits } of [ConsumedCapacity].flat()) {
        used[reads.test(String(context.commandName)) ? "readUnits" : "writeUnits"] += CapacityUnits;
      }
      return answer;
    },
    { step: "initialize", name: "meter" },
  );
  return { client, used };
}
