import { marshall } from "@aws-sdk/util-dynamodb";
import type { Item } from "./item.ts";
import type { Key } from "./keys.ts";
import { table } from "./table.ts";

/** Holds where there is no such item. */
export const IS_NEW = `attribute_not_exists(${table.partitionKey})`;

/** Names and values of an expression, as plain JavaScript. */
interface Bindings {
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Item;
}

export interface ItemPut extends Bindings {
  readonly item: Item;
  readonly condition?: string;
}

export interface ItemDeletion extends Bindings {
  readonly key: Key;
  readonly condition?: string;
}

export interface ItemUpdate extends Bindings {
  readonly key: Key;
  readonly update: string;
  readonly condition?: string;
}

/** Items of one partition: all, or those whose sort keys lie in a range. */
export interface ItemQuery {
  readonly partition: string;
  readonly sort?: SortRange | undefined;
  readonly consistent: boolean;
  readonly forward: boolean;
  /** All items when absent. */
  readonly limit?: number;
}

type SortRange =
  | { readonly prefix: string }
  /** Both ends included. */
  | { readonly between: readonly [string, string] }
  /** The end excluded. */
  | { readonly before: string };

/** A query's key condition, as the SDK wants it. */
export function keyConditionOf({ partition, sort }: Pick<ItemQuery, "partition" | "sort">) {
  const range = sort && sortCondition(sort);
  return {
    KeyConditionExpression: range === undefined ? "#pk = :pk" : `#pk = :pk AND ${range.condition}`,
    ...bound({
      names: { "#pk": table.partitionKey, ...(range && { "#sk": table.sortKey }) },
      values: { ":pk": partition, ...range?.values },
    }),
  };
}

function sortCondition(sort: SortRange): { readonly condition: string; readonly values: Item } {
  if ("prefix" in sort) return { condition: "begins_with(#sk, :prefix)", values: { ":prefix": sort.prefix } };
  if ("before" in sort) return { condition: "#sk < :before", values: { ":before": sort.before } };
  const [from, to] = sort.between;
  return { condition: "#sk BETWEEN :from AND :to", values: { ":from": from, ":to": to } };
}

/** The names and values of an expression, as the SDK wants them. */
export function bound({ names, values }: Bindings) {
  return {
    ...(names && { ExpressionAttributeNames: { ...names } }),
    ...(values && { ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }) }),
  };
}
