import { marshall } from "@aws-sdk/util-dynamodb";
import type { Key } from "./keys.ts";
import { table } from "./table.ts";

/** The condition that there is no such item yet. */
export const IS_NEW = `attribute_not_exists(${table.partitionKey})`;

/** What the table is asked to do, in plain JavaScript. */
export type Item = Readonly<Record<string, unknown>>;

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

export interface ItemQuery extends Bindings {
  readonly keyCondition: string;
  readonly consistent: boolean;
  readonly forward: boolean;
  /** All items when absent. */
  readonly limit?: number;
}

/** The names and values of an expression, as the SDK wants them. */
export function bound({ names, values }: Bindings) {
  return {
    ...(names && { ExpressionAttributeNames: { ...names } }),
    ...(values && { ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }) }),
  };
}
