import { describe, expect, it, onTestFinished } from "vitest";
import type { Identities } from "../../../local/access/identities.ts";
import { authorizeTableCalls } from "../../../local/dynamodb/authorize.ts";
import { meter, type OperationUsage } from "../../../local/dynamodb/capacity-meter.ts";
import { connectEngine, type EngineCall } from "../../../local/dynamodb/engine-client.ts";
import { createDynamoDbProxy, type Interceptor, refusal } from "../../../local/dynamodb/proxy.ts";
import { listen } from "../../../local/free-port.ts";

/** A proxy to an engine that reports one consumed unit per call, and the calls that the engine received. */
async function proxied(...interceptors: Interceptor[]) {
  const received: Record<string, unknown>[] = [];
  const engine: EngineCall = async (target, input) => {
    received.push({ target, ...input });
    return {
      status: 200,
      output: {
        Item: {},
        ...(input.ReturnConsumedCapacity ? { ConsumedCapacity: { CapacityUnits: 1 } } : {}),
      },
    };
  };
  const server = createDynamoDbProxy(engine, interceptors);
  const { call, close } = connectEngine(`http://127.0.0.1:${await listen(server, 0)}`);
  onTestFinished(() => {
    close();
    server.close();
  });
  return { received, call };
}

describe("the functions' DynamoDB endpoint", () => {
  it("counts the consumed capacity and returns it only to callers that asked for it", async () => {
    const operations = new Map<string, OperationUsage>();
    const { call, received } = await proxied(meter(operations));
    expect(await call("DynamoDB_20120810.GetItem", {})).toEqual({ status: 200, output: { Item: {} } });
    const asked = await call("DynamoDB_20120810.PutItem", { ReturnConsumedCapacity: "TOTAL" });
    expect(asked.output).toEqual({ Item: {}, ConsumedCapacity: { CapacityUnits: 1 } });
    expect(received[0]).toEqual({ target: "DynamoDB_20120810.GetItem", ReturnConsumedCapacity: "TOTAL" });
    expect(Object.fromEntries(operations)).toEqual({
      GetItem: { requests: 1, readUnits: 1, writeUnits: 0 },
      PutItem: { requests: 1, readUnits: 0, writeUnits: 1 },
    });
  });

  it("lets an interceptor answer instead of the engine", async () => {
    const { call, received } = await proxied(async () => refusal("TransactionConflictException", "injected"));
    const answer = await call("DynamoDB_20120810.PutItem", {});
    expect(answer).toMatchObject({
      status: 400,
      output: { __type: expect.stringMatching(/#TransactionConflictException$/) },
    });
    expect(received).toEqual([]);
  });

  it("refuses calls that the caller's role does not allow", async () => {
    const denied: string[] = [];
    const identities: Identities = {
      onDenied: (message) => denied.push(message),
      byName: () => undefined,
      byAccessKey: () => undefined,
      of: (authorization) =>
        authorization?.includes("known")
          ? { arn: "arn:caller", functionName: "f", may: ({ action }) => action === "dynamodb:GetItem" }
          : undefined,
    };
    const partitionKeys = new Map([["chat", "PK"]]);
    const { call, received } = await proxied(
      authorizeTableCalls({ identities, tableArnPrefix: "arn:table/", partitionKeys }),
    );
    const input = { TableName: "chat", Key: { PK: { S: "a" } } };
    expect((await call("DynamoDB_20120810.GetItem", input, "known")).status).toBe(200);
    expect(await call("DynamoDB_20120810.DeleteItem", input, "known")).toMatchObject({
      status: 400,
      output: { __type: expect.stringMatching(/#AccessDeniedException$/) },
    });
    expect((await call("DynamoDB_20120810.GetItem", input, "stranger")).status).toBe(400);
    expect(denied).toEqual([
      expect.stringMatching(/arn:caller .* dynamodb:DeleteItem on resource: arn:table\/chat /),
    ]);
    expect(received).toHaveLength(1);
  });
});
