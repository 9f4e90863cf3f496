import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item in plain JavaScript. */
export type Item = Readonly<Record<string, unknown>>;

/** An item as DynamoDB writes it, not parsed yet. */
export type RawItem = Readonly<Record<string, AttributeValue>>;
