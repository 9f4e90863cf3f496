import { type AttributeValue, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { translated } from "./database-errors.ts";
import { type ItemQuery, keyConditionOf } from "./expressions.ts";
import type { Item } from "./item.ts";

/** Items of the first page of a bounded query: of the largest entries (27 KB) some 10 read units. */
const FIRST_PAGE = 3;

/** A page is billed by 4 KB, half a unit where it is read eventually. */
const ROUNDING_UNITS = 0.5;

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
 * The first items that a query finds, page by page, as many as can be read within some read units. DynamoDB
 * cannot be told so: the first page is small, and each further one is sized by what the items so far have cost,
 * and at most twice as long as all before it. Only where large items follow small ones may the last page exceed
 * the units.
 */
export async function* pagesWithin(
  reader: TableReader,
  query: LimitedQuery,
  units: number,
): AsyncGenerator<Item[]> {
  let [count, used, size] = [0, 0, FIRST_PAGE];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await readPage(reader, query, { limit: Math.min(size, query.limit - count), from });
    const items = (page.Items ?? []).map((item) => unmarshall(item));
    yield items;
    count += items.length;
    used += page.ConsumedCapacity?.CapacityUnits ?? units;
    const affordable = Math.floor(((units - used - ROUNDING_UNITS) * count) / used);
    size = Math.min(affordable, 2 * count);
    from = page.LastEvaluatedKey;
  } while (from !== undefined && size > 0 && count < query.limit);
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
