import { type AttributeValue, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { translated } from "./database-errors.ts";
import { type ItemQuery, keyConditionOf } from "./expressions.ts";
import type { Item } from "./item.ts";

/** Read units of the largest entry (27 KB), eventually consistent. */
const MAX_ENTRY_UNITS = 3.5;

interface TableReader {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

export type LimitedQuery = ItemQuery & { readonly limit: number };

export async function queryItems(reader: TableReader, query: ItemQuery): Promise<Item[]> {
  const items: Item[] = [];
  for await (const { Items = [] } of pages(reader, query)) {
    items.push(...Items.map((item) => unmarshall(item)));
  }
  return items;
}

export async function countItems(reader: TableReader, query: LimitedQuery): Promise<number> {
  let count = 0;
  for await (const { Count = 0 } of pages(reader, query, "COUNT")) count += Count;
  return count;
}

/**
 * The first items that a query finds, page by page, within some read units. A page asks for no more items than
 * may be read if each is of the largest size: what is left bounds it.
 */
export async function* pagesWithin(
  reader: TableReader,
  query: LimitedQuery,
  units: number,
): AsyncGenerator<Item[]> {
  let [count, left] = [0, units];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const limit = Math.min(Math.floor(left / MAX_ENTRY_UNITS), query.limit - count);
    if (limit < 1) return;
    const page = await readPage(reader, query, { limit, from });
    const items = (page.Items ?? []).map((item) => unmarshall(item));
    yield items;
    count += items.length;
    left -= page.ConsumedCapacity?.CapacityUnits ?? units;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/** The pages of a query up to its limit; DynamoDB ends a page at 1 MB. */
async function* pages(reader: TableReader, query: ItemQuery, select?: "COUNT") {
  let count = 0;
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await readPage(reader, query, { limit: query.limit && query.limit - count, from, select });
    yield page;
    count += page.Items?.length ?? page.Count ?? 0;
    from = page.LastEvaluatedKey;
  } while (from !== undefined && (query.limit === undefined || count < query.limit));
}

interface Page {
  readonly limit: number | undefined;
  readonly from: Record<string, AttributeValue> | undefined;
  readonly select?: "COUNT" | undefined;
}

function readPage({ client, tableName }: TableReader, query: ItemQuery, { limit, from, select }: Page) {
  const command = new QueryCommand({
    TableName: tableName,
    ...keyConditionOf(query),
    ConsistentRead: query.consistent,
    ScanIndexForward: query.forward,
    Limit: limit,
    ExclusiveStartKey: from,
    Select: select,
    ReturnConsumedCapacity: "TOTAL",
  });
  return translated(() => client.send(command));
}
