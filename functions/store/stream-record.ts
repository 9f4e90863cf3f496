import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import type { LogEntry } from "../domain/log/entry.ts";
import { entryFrom } from "./chat-items.ts";

/** DynamoDB's JSON, as far as our items use it. */
const Attribute: z.ZodType<AttributeValue> = z.lazy(() =>
  z.union([
    z.object({ S: z.string() }),
    z.object({ N: z.string() }),
    z.object({ BOOL: z.boolean() }),
    z.object({ NULL: z.literal(true) }),
    z.object({ L: z.array(Attribute) }),
    z.object({ M: z.record(z.string(), Attribute) }),
  ]),
);

/** The part of a stream record that holds the item as it was written. */
const EntryRecord = z.object({ dynamodb: z.object({ NewImage: z.record(z.string(), Attribute) }) });

/** The log entry in a record of the table's stream. @throws where the record holds none */
export function entryFromStream(record: unknown): LogEntry {
  return entryFrom(unmarshall(EntryRecord.parse(record).dynamodb.NewImage));
}
