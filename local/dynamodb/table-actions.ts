import { isObject, objectOf, objectsOf } from "../json.ts";

/** One IAM action of a call. */
export interface TableAction {
  readonly action: string;
  readonly tableName: string;
  readonly index?: string;
  /** The keys or whole items in the call. Of a query only its partition key. */
  readonly items: readonly Record<string, unknown>[];
}

/** The IAM actions of a call. A transaction needs the actions of its parts; a batch has its own action. */
export function tableActions(operation: string, input: Record<string, unknown>): TableAction[] {
  switch (operation) {
    case "BatchGetItem":
      return Object.entries(objectOf(input.RequestItems)).map(([tableName, request]) => ({
        action: operation,
        tableName,
        items: objectsOf(objectOf(request).Keys),
      }));
    case "BatchWriteItem":
      return Object.entries(objectOf(input.RequestItems)).map(([tableName, requests]) => ({
        action: operation,
        tableName,
        items: objectsOf(requests).map((request) =>
          objectOf(objectOf(request.PutRequest).Item ?? objectOf(request.DeleteRequest).Key),
        ),
      }));
    case "TransactGetItems":
    case "TransactWriteItems":
      return objectsOf(input.TransactItems).flatMap((item) =>
        Object.entries(item).map(([part, request]) => single(partActions[part] ?? part, objectOf(request))),
      );
    case "Query":
      return [{ ...single(operation, input), items: [queriedKey(input)] }];
    default:
      return [single(operation, input)];
  }
}

const partActions: Readonly<Record<string, string>> = {
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

function single(action: string, request: Record<string, unknown>): TableAction {
  const item = request.Key ?? request.Item;
  const index = request.IndexName;
  return {
    action,
    tableName: String(request.TableName ?? ""),
    ...(typeof index === "string" && { index }),
    items: isObject(item) ? [item] : [],
  };
}

/** Every `name = value` of a key condition. This includes the partition key, which allows no other operator. */
function queriedKey(input: Record<string, unknown>): Record<string, unknown> {
  const names = objectOf(input.ExpressionAttributeNames);
  const values = objectOf(input.ExpressionAttributeValues);
  const equations = String(input.KeyConditionExpression ?? "").matchAll(/([#\w]+)\s*=\s*(:\w+)/g);
  return Object.fromEntries(
    [...equations].map(([, name = "", value = ""]) => [String(names[name] ?? name), values[value]]),
  );
}

/** The values of the condition key `dynamodb:LeadingKeys`. */
export function leadingKeys(items: TableAction["items"], partitionKey: string): string[] {
  return items.flatMap((item) => Object.values(objectOf(item[partitionKey])).map(String));
}
