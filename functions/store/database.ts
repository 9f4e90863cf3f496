import { randomUUID } from "node:crypto";
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { batchGet } from "./batch-get.ts";
import { translated, unlessRefused } from "./database-errors.ts";
import { bound, type ItemDeletion, type ItemPut, type ItemQuery, type ItemUpdate } from "./expressions.ts";
import type { Item, RawItem } from "./item.ts";
import type { Key } from "./keys.ts";
import { PrefetchedItems } from "./prefetched-items.ts";
import { countItems, type LimitedQuery, pagesWithin, queryItems } from "./queries.ts";

/**
 * The one table, in plain objects. Keys left unprocessed are asked for again; a call that DynamoDB throttles or
 * fails throws ChatError `unavailable`.
 */
export class Database {
  readonly #client: DynamoDBClient;
  readonly #prefetched = new PrefetchedItems();
  readonly tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.tableName = tableName;
  }

  /** Begins to read items, consistently; each of them answers the next read of it. */
  prefetch(keys: readonly Key[]): void {
    this.#prefetched.begin(keys, (all) => this.#getAll(all, true));
  }

  /** Consistent. */
  async get(key: Key): Promise<Item | undefined> {
    const prefetched = this.#prefetched.take(key);
    if (prefetched !== undefined) return parsed(await prefetched);
    const input = { TableName: this.tableName, Key: marshall(key), ConsistentRead: true };
    const { Item: found } = await translated(() => this.#client.send(new GetItemCommand(input)));
    return parsed(found);
  }

  /** Items of different keys, in no order; missing ones are left out. */
  async getMany(all: readonly Key[], options: { readonly consistent: boolean }): Promise<Item[]> {
    return (await this.getRaw(all, options)).map((item) => unmarshall(item));
  }

  /** The same, not parsed: for items that the caller may turn out not to be allowed to see. */
  async getRaw(all: readonly Key[], { consistent }: { readonly consistent: boolean }): Promise<RawItem[]> {
    const reads = all.map((key) => ({ key, prefetched: this.#prefetched.take(key) }));
    const others = reads.filter(({ prefetched }) => prefetched === undefined).map(({ key }) => key);
    const [found, items] = await Promise.all([
      Promise.all(reads.map(({ prefetched }) => prefetched)),
      this.#getAll(others, consistent),
    ]);
    return [...found.filter((item) => item !== undefined), ...items];
  }

  #getAll(keys: readonly Key[], consistent: boolean): Promise<RawItem[]> {
    return batchGet(this.#client, { tableName: this.tableName, keys, consistent });
  }

  /** The items that a query finds, at most its limit. */
  query(query: ItemQuery): Promise<Item[]> {
    return queryItems(this.#reader, query);
  }

  /** How many items a query would find, at most its limit. */
  count(query: LimitedQuery): Promise<number> {
    return countItems(this.#reader, query);
  }

  /** The first items that a query finds, page by page, as many as can be read within some read units. */
  pagesWithin(query: LimitedQuery, units: number): AsyncIterable<Item[]> {
    return pagesWithin(this.#reader, query, units);
  }

  get #reader() {
    return { client: this.#client, tableName: this.tableName };
  }

  /** The item that was there before; undefined, and nothing written, where the condition does not hold. */
  async exchange(put: ItemPut): Promise<{ readonly previous: Item | undefined } | undefined> {
    const command = new PutItemCommand({ ...this.putInput(put), ReturnValues: "ALL_OLD" });
    const answer = await unlessRefused(() => this.#client.send(command));
    return answer && { previous: answer.Attributes && unmarshall(answer.Attributes) };
  }

  /** Does nothing where there is no such item, or where the condition does not hold. */
  async delete(deletion: ItemDeletion): Promise<void> {
    const command = new DeleteItemCommand(this.deleteInput(deletion));
    await unlessRefused(() => this.#client.send(command));
  }

  /** False, and nothing written, where the condition does not hold. */
  async put(put: ItemPut): Promise<boolean> {
    const command = new PutItemCommand(this.putInput(put));
    return (await unlessRefused(() => this.#client.send(command))) !== undefined;
  }

  /** The item as it is now; undefined, and nothing written, where the condition does not hold. */
  async update(update: ItemUpdate): Promise<Item | undefined> {
    const command = new UpdateItemCommand({ ...this.updateInput(update), ReturnValues: "ALL_NEW" });
    const answer = await unlessRefused(() => this.#client.send(command));
    return answer && unmarshall(answer.Attributes ?? {});
  }

  /**
   * All or nothing, and once, however often it is sent: DynamoDB recognizes its token for ten minutes.
   * @throws TransactionCanceledException with a reason per item
   */
  async transact(items: TransactWriteItem[]): Promise<void> {
    const input = { TransactItems: items, ClientRequestToken: randomUUID() };
    await this.#client.send(new TransactWriteItemsCommand(input));
  }

  /** A conditional put as the SDK wants it, alone or in a transaction. */
  putInput(put: ItemPut) {
    return {
      TableName: this.tableName,
      Item: marshall(put.item, { removeUndefinedValues: true }),
      ConditionExpression: put.condition,
      ...bound(put),
    };
  }

  /** A conditional update, likewise. */
  updateInput(update: ItemUpdate) {
    return {
      TableName: this.tableName,
      Key: marshall(update.key),
      UpdateExpression: update.update,
      ConditionExpression: update.condition,
      ...bound(update),
    };
  }

  /** A conditional deletion, likewise. */
  deleteInput(deletion: ItemDeletion) {
    return {
      TableName: this.tableName,
      Key: marshall(deletion.key),
      ConditionExpression: deletion.condition,
      ...bound(deletion),
    };
  }
}

function parsed(item: RawItem | undefined): Item | undefined {
  return item && unmarshall(item);
}
