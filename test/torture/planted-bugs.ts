import type { Interceptor } from "../../local/dynamodb/proxy.ts";
import { isObject, objectOf } from "../../local/json.ts";

/** Bugs of a store, planted between the store and the table. */

type Item = Record<string, unknown>;

function list(value: unknown): Item[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function textOf(attribute: unknown): string {
  return String(objectOf(attribute).S ?? "");
}

/** Rewrites the parts of each transaction. */
function rewriteTransactions(rewrite: (parts: Item[]) => Item[]): Interceptor {
  return (call, forward) => {
    if (call.operation !== "TransactWriteItems") return forward(call);
    const TransactItems = rewrite(list(call.input.TransactItems));
    return forward({ ...call, input: { ...call.input, TransactItems } });
  };
}

/** Rewrites the items that queries return. */
function rewriteFound(rewrite: (items: Item[]) => Item[]): Interceptor {
  return async (call, forward) => {
    const answer = await forward(call);
    if (call.operation !== "Query" || !Array.isArray(answer.output.Items)) return answer;
    return { ...answer, output: { ...answer.output, Items: rewrite(list(answer.output.Items)) } };
  };
}

/** Rewrites the items that reads by key return. */
function rewriteRead(rewrite: (item: Item) => Item): Interceptor {
  return async (call, forward) => {
    const answer = await forward(call);
    const { Item, Responses } = answer.output;
    if (call.operation === "GetItem" && isObject(Item))
      return { ...answer, output: { ...answer.output, Item: rewrite(Item) } };
    if (call.operation !== "BatchGetItem" || !isObject(Responses)) return answer;
    const responses = Object.entries(Responses).map(([name, items]) => [name, list(items).map(rewrite)]);
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

/** Appends each message twice under one receipt. */
export const doubleReceipt: Interceptor = async (call, forward) => {
  const answer = await forward(call);
  const puts = list(call.input.TransactItems).map(({ Put }) => objectOf(Put));
  const isSend = puts.some(({ Item }) => textOf(objectOf(Item).SK).startsWith("SENT#"));
  if (call.operation !== "TransactWriteItems" || answer.status !== 200 || !isSend) return answer;
  const TransactItems = puts.flatMap(({ TableName, Item }) => {
    const item = objectOf(Item);
    const again = { ...item, ...oneMore(item) };
    return textOf(item.SK).startsWith("SENT#") ? [] : [{ Put: { TableName, Item: again } }];
  });
  await forward({ ...call, input: { TransactItems } });
  return answer;
};

/** The attributes of a header or an entry that count messages, one higher. */
function oneMore(item: Item): Item {
  const counted = ["lastSeq", "messageCount"].filter((name) => name in item);
  const next = (name: string) => ({ N: String(Number(objectOf(item[name]).N) + 1) });
  const [kind, seq] = textOf(item.SK).split("#");
  return {
    ...Object.fromEntries(counted.map((name) => [name, next(name)])),
    ...(kind === "ENTRY" && { SK: { S: `ENTRY#${String(Number(seq) + 1).padStart(12, "0")}` } }),
  };
}

export const ignoreHistoryCutoff: Interceptor = (call, forward) => {
  const values = objectOf(call.input.ExpressionAttributeValues);
  if (call.operation !== "Query" || !textOf(values[":from"]).startsWith("ENTRY#")) return forward(call);
  const ExpressionAttributeValues = { ...values, ":from": { S: "ENTRY#000000000001" } };
  return forward({ ...call, input: { ...call.input, ExpressionAttributeValues } });
};

const isFifth = ({ SK }: Item) => textOf(SK) === "ENTRY#000000000005";

/** With dropped pushes, only its sender gets the fifth entry. */
export const hideFifthEntry = rewriteFound((items) => items.filter((item) => !isFifth(item)));

export const changeFifthEntry = rewriteFound((items) =>
  items.map((item) => (isFifth(item) ? { ...item, dateAdded: { S: "2026-01-01T00:00:00.000Z" } } : item)),
);

export const muteEverybody = rewriteRead((item) =>
  "muted" in item ? { ...item, muted: { BOOL: true } } : item,
);

/** Stores mutes and ignores them; ignores quiet hours. */
export const disturbEverybody = rewriteRead((item) => {
  const preferences = objectOf(objectOf(item.preferences).M);
  return {
    ...item,
    ...("muted" in item && { muted: { BOOL: false } }),
    ...("preferences" in item && { preferences: { M: { ...preferences, quietHours: { NULL: true } } } }),
  };
});

/** Serves profiles as from a cache that is never updated. */
export const keepTheDeleted = rewriteRead((item) =>
  "deleted" in item ? { ...item, deleted: { BOOL: false } } : item,
);

/** Serves the actor's profile as from a cache that is never updated. */
export const keepTheActor = rewriteRead((item) =>
  textOf(item.PK) === "USER#actor" && "deleted" in item ? { ...item, deleted: { BOOL: false } } : item,
);

/** Serves the location as from a cache that is never updated. */
export const keepTheCompany = rewriteRead((item) =>
  textOf(item.SK) === "LOCATION" ? { ...item, companyId: { S: "torture" } } : item,
);

const hideReadPointers = rewriteRead((item) => ("readSeq" in item ? { ...item, readSeq: { N: "0" } } : item));

/** Sets read pointers even if they move back. */
export const setReadPointers: Interceptor = (call, forward) => {
  const { ConditionExpression: condition, ...input } = call.input;
  const guardsReads = call.operation === "UpdateItem" && String(condition).includes("readSeq");
  return hideReadPointers(guardsReads ? { ...call, input } : call, forward);
};

export const ignorePreferences = rewriteRead(({ preferences: _preferences, ...item }) => item);
