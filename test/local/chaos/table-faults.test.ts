import { describe, expect, it } from "vitest";
import { Chaos } from "../../../local/chaos/chaos.ts";
import type { Fault } from "../../../local/chaos/kinds.ts";
import { injectTableFaults } from "../../../local/chaos/table-faults.ts";
import type { Interceptor } from "../../../local/dynamodb/proxy.ts";

type Forward = Parameters<Interceptor>[1];

/** A table under one kind of fault that always strikes, and the calls that took effect. */
function tableUnder(kind: Fault, output: Record<string, unknown> = {}) {
  const chaos = new Chaos();
  chaos.start({ seed: 1, mix: { [kind]: 1 } });
  const effects: Record<string, unknown>[] = [];
  const engine: Forward = async ({ input }) => {
    effects.push(input);
    return { status: 200, output };
  };
  const chain = injectTableFaults(chaos, ["PK"]).reduceRight<Forward>(
    (next, interceptor) => (call) => interceptor(call, next),
    engine,
  );
  const call = (operation: string, input: Record<string, unknown> = {}) =>
    chain({ operation, input, authorization: "" });
  return { call, effects, chaos };
}

const typeOf = ({ output }: { output: Record<string, unknown> }) => String(output.__type).replace(/^.*#/, "");

describe("faults of the table", () => {
  it.each([
    ["throttle", "ProvisionedThroughputExceededException", 0],
    ["fail-before", "InternalServerError", 0],
    ["fail-after", "InternalServerError", 1],
  ] as const)("%s answers %s", async (kind, type, effects) => {
    const table = tableUnder(kind);
    expect(typeOf(await table.call("PutItem"))).toBe(type);
    expect(table.effects).toHaveLength(effects);
    expect(table.chaos.counts()).toEqual({ [kind]: 1 });
  });

  it("lost-answer breaks the connection after the call takes effect", async () => {
    const table = tableUnder("lost-answer");
    await expect(table.call("PutItem")).rejects.toThrow();
    expect(table.effects).toHaveLength(1);
  });

  it("conflict refuses only writes, with a reason for each part of a transaction", async () => {
    const table = tableUnder("conflict");
    expect((await table.call("GetItem")).status).toBe(200);
    expect(typeOf(await table.call("UpdateItem"))).toBe("TransactionConflictException");
    const refused = await table.call("TransactWriteItems", { TransactItems: [{}, {}] });
    expect(typeOf(refused)).toBe("TransactionCanceledException");
    expect(refused.output.CancellationReasons).toEqual([
      expect.objectContaining({ Code: "TransactionConflict" }),
      { Code: "None" },
    ]);
    expect(table.effects).toHaveLength(1);
  });

  it("unprocessed-keys requests half of the keys and returns the rest as unprocessed", async () => {
    const table = tableUnder("unprocessed-keys", { Responses: {} });
    const Keys = ["a", "b", "c"].map((PK) => ({ PK }));
    const answer = await table.call("BatchGetItem", { RequestItems: { t: { Keys, ConsistentRead: true } } });
    expect(table.effects).toEqual([
      { RequestItems: { t: { Keys: Keys.slice(0, 2), ConsistentRead: true } } },
    ]);
    expect(answer.output.UnprocessedKeys).toEqual({ t: { Keys: [{ PK: "c" }], ConsistentRead: true } });
  });

  it("stale-read returns the image before a recent write, but never to a consistent read", async () => {
    const now = { PK: "a", value: 2 };
    const table = tableUnder("stale-read", { Responses: { t: [now] } });
    await table.call("PutItem", { Item: { PK: "a", value: 1 } });
    await table.call("PutItem", { Item: now });
    const read = async (ConsistentRead: boolean) =>
      (await table.call("BatchGetItem", { RequestItems: { t: { Keys: [{ PK: "a" }], ConsistentRead } } }))
        .output.Responses;
    expect(await read(true)).toEqual({ t: [now] });
    expect(await read(false)).toEqual({ t: [{ PK: "a", value: 1 }] });
  });
});
