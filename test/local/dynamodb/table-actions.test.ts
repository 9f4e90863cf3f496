import { describe, expect, it } from "vitest";
import { leadingKeys, tableActions } from "../../../local/dynamodb/table-actions.ts";

const Key = { PK: { S: "USER#a" }, SK: { S: "PROFILE" } };
const TableName = "chat";

/** The actions of a call, each with its table and partition keys. */
const actionsOf = (operation: string, input: Record<string, unknown>) =>
  tableActions(operation, input).map(({ action, tableName, items }) => [
    action,
    tableName,
    ...leadingKeys(items, "PK"),
  ]);

describe("the IAM actions of a call", () => {
  it.each([
    ["GetItem", { TableName, Key }, [["GetItem", "chat", "USER#a"]]],
    ["PutItem", { TableName, Item: { ...Key, name: { S: "A" } } }, [["PutItem", "chat", "USER#a"]]],
    [
      "BatchGetItem",
      { RequestItems: { chat: { Keys: [Key, Key] } } },
      [["BatchGetItem", "chat", "USER#a", "USER#a"]],
    ],
    [
      "BatchWriteItem",
      { RequestItems: { chat: [{ PutRequest: { Item: Key } }, { DeleteRequest: { Key } }] } },
      [["BatchWriteItem", "chat", "USER#a", "USER#a"]],
    ],
    [
      "TransactWriteItems",
      {
        TransactItems: [
          { Put: { TableName, Item: Key } },
          { Update: { TableName, Key } },
          { ConditionCheck: { TableName, Key } },
        ],
      },
      [
        ["PutItem", "chat", "USER#a"],
        ["UpdateItem", "chat", "USER#a"],
        ["ConditionCheckItem", "chat", "USER#a"],
      ],
    ],
    ["TransactGetItems", { TransactItems: [{ Get: { TableName, Key } }] }, [["GetItem", "chat", "USER#a"]]],
    [
      "Query",
      {
        TableName,
        KeyConditionExpression: "#pk = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeNames: { "#pk": "PK" },
        ExpressionAttributeValues: { ":pk": { S: "LOC#l" }, ":sk": { S: "CHAT#" } },
      },
      [["Query", "chat", "LOC#l"]],
    ],
    ["Scan", { TableName }, [["Scan", "chat"]]],
  ])("%s", (operation, input, expected) => {
    expect(actionsOf(operation, input)).toEqual(expected);
  });
});
