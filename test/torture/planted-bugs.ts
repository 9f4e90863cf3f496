import type { Interceptor } from "../../local/dynamodb/proxy.ts";
import { isObject, objectOf } from "../../local/json.ts";

/** Bugs as the store could have them, planted between it and the table. */

type Item = Record<string, unknown>;

function list(value: unknown): Item[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function textOf(attribute: unknown): string {
  return String(objectOf(attribute).S ?? "");
}

/** Changes the parts of each transaction. */
function rewriteTransactions(rewrite: (parts: Item[]) => Item[]): Interceptor {
  return (call, forward) => {
    if (call.operation !== "TransactWriteItems") return forward(call);
    const TransactItems = rewrite(list(call.input.TransactItems));
    return forward({ ...call, input: { ...call.input, TransactItems } });
  };
}

/** Changes what queries find. */
function rewriteFound(rewrite: (items: Item[]) => Item[]): Interceptor {
  return async (call, forward) => {
    const answer = await forward(call);
    if (call.operation !== "Query" || !Array.isArray(answer.output.Items)) return answer;
    return { ...answer, output: { ...answer.output, Items: rewrite(list(answer.output.Items)) } };
  };
}

/** Changes items that batch reads find. */
function rewriteRead(rewrite: (item: Item) => Item): Interceptor {
  return async (call, forward) => {
    const answer = await forward(call);
    if (call.operation !== "BatchGetItem" || !isObject(answer.output.Responses)) return answer;
    const responses = Object.entries(answer.output.Responses).map(([name, items]) => [
      name,
      list(items).map(rewrite),
    ]);
    return { ...answer, output: { ...answer.output, Responses: Object.fromEntries(responses) } };
  };
}

export const appendWithoutCondition = rewriteTransactions((parts) =>
  parts.map((part) => {
    const { ConditionExpression: _condition, ExpressionAttributeNames: _names, ...put } = objectOf(part.Put);
    const { ExpressionAttributeValues: _values, ...bare } = put;
    return { Put: bare };
  }),
);

export const forgetReceipts = rewriteTransactions((parts) =>
  parts.filter(({ Put }) => !textOf(objectOf(objectOf(Put).Item).SK).startsWith("SENT#")),
);

export const ignoreCutoff: Interceptor = (call, forward) => {
  const values = objectOf(call.input.ExpressionAttributeValues);
  if (call.operation !== "Query" || !textOf(values[":from"]).startsWith("ENTRY#")) return forward(call);
  const ExpressionAttributeValues = { ...values, ":from": { S: "ENTRY#000000000001" } };
  return forward({ ...call, input: { ...call.input, ExpressionAttributeValues } });
};

const isFifth = ({ SK }: Item) => textOf(SK) === "ENTRY#000000000005";

/** With pushes dropped, nobody but its sender is ever told of the fifth entry. */
export const hideFifthEntry = rewriteFound((items) => items.filter((item) => !isFifth(item)));

export const changeFifthEntry = rewriteFound((items) =>
  items.map((item) => (isFifth(item) ? { ...item, dateAdded: { S: "2026-01-01T00:00:00.000Z" } } : item)),
);

export const muteEverybody = rewriteRead((item) =>
  "muted" in item ? { ...item, muted: { BOOL: true } } : item,
);

export const ignorePreferences = rewriteRead(({ preferences: _preferences, ...item }) => item);
