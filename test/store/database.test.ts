import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { Database } from "../../functions/store/database.ts";

const client = new DynamoDBClient({ region: "us-east-1" });
const mock = mockClient(client);
const database = new Database(client, "t");
const key = (sort: string) => ({ PK: "p", SK: sort });

beforeEach(() => {
  mock.reset();
});

describe("the database", () => {
  it("asks again for the unprocessed keys of a batch", async () => {
    mock
      .on(BatchGetItemCommand)
      .resolvesOnce({
        Responses: { t: [marshall(key("a"))] },
        UnprocessedKeys: { t: { Keys: [marshall(key("b"))] } },
      })
      .resolvesOnce({ Responses: { t: [marshall(key("b"))] } });
    const found = await database.getMany([key("a"), key("b")], { consistent: false });
    expect(found).toEqual([key("a"), key("b")]);
    expect(mock.commandCalls(BatchGetItemCommand)[1]?.args[0].input.RequestItems?.t?.Keys).toEqual([
      marshall(key("b")),
    ]);
  });

  it("gives up as unavailable when keys stay unprocessed", async () => {
    mock.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { t: { Keys: [marshall(key("a"))] } } });
    await expect(database.getMany([key("a")], { consistent: false })).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("asks for at most 100 keys in one call", async () => {
    mock.on(BatchGetItemCommand).resolves({});
    await database.getMany(
      Array.from({ length: 250 }, (_, index) => key(String(index))),
      { consistent: true },
    );
    const sizes = mock
      .commandCalls(BatchGetItemCommand)
      .map((call) => call.args[0].input.RequestItems?.t?.Keys?.length);
    expect(sizes).toEqual([100, 100, 50]);
  });

  it("reads and counts the next page after an early end, up to the limit", async () => {
    const query = { partition: "p", consistent: true, forward: true, limit: 5 };
    mock
      .on(QueryCommand)
      .resolvesOnce({ Items: [marshall(key("a"))], LastEvaluatedKey: marshall(key("a")) })
      .resolvesOnce({ Items: [marshall(key("b"))] })
      .resolvesOnce({ Count: 2, LastEvaluatedKey: marshall(key("b")) })
      .resolvesOnce({ Count: 3, LastEvaluatedKey: marshall(key("e")) });
    expect(await database.query(query)).toEqual([key("a"), key("b")]);
    expect(await database.count(query)).toBe(5);
    const asked = mock.commandCalls(QueryCommand).map((call) => call.args[0].input);
    expect(asked.map(({ Limit, ExclusiveStartKey: from }) => [Limit, from])).toEqual([
      [5, undefined],
      [4, marshall(key("a"))],
      [5, undefined],
      [3, marshall(key("b"))],
    ]);
  });

  it("makes no call without keys", async () => {
    expect(await database.getMany([], { consistent: false })).toEqual([]);
    expect(mock.calls()).toHaveLength(0);
  });

  it.each([
    new ProvisionedThroughputExceededException({ message: "slow down", $metadata: {} }),
    Object.assign(new Error("timed out"), { name: "TimeoutError" }),
    Object.assign(new Error("reset"), { code: "ECONNRESET" }),
  ])("throws unavailable for %s, with its cause for the log", async (cause) => {
    mock.on(GetItemCommand).rejects(cause);
    await expect(database.get(key("a"))).rejects.toMatchObject({ code: "unavailable", cause });
  });

  it("does not hide an invalid request of its own", async () => {
    mock.on(GetItemCommand).rejects(Object.assign(new Error("bad"), { name: "ValidationException" }));
    await expect(database.get(key("a"))).rejects.toThrow("bad");
  });
});
