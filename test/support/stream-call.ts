import { marshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBBatchResponse } from "aws-lambda";
import type { LogEntry } from "../../functions/domain/log/entry.ts";
import type { NotifyPorts } from "../../functions/domain/notifications/notify.ts";
import { entryItem } from "../../functions/store/chat-items.ts";
import { entryFromStream } from "../../functions/store/stream-record.ts";
import { streamHandler } from "../../functions/stream/stream-handler.ts";

/** The new image of a stream record, with the item of an entry. */
export function imageOf(entry: LogEntry) {
  return marshall(entryItem(entry), { removeUndefinedValues: true });
}

/** Calls the stream's Lambda with a batch of records. @param firstNumber the sequence number of the first */
export async function consume(
  ports: NotifyPorts,
  images: readonly object[],
  firstNumber = 1,
): Promise<DynamoDBBatchResponse> {
  const Records = images.map((NewImage, index) => ({
    dynamodb: { SequenceNumber: String(firstNumber + index), NewImage },
  }));
  const handle = streamHandler({ ...ports, entryOf: entryFromStream });
  return handle(JSON.parse(JSON.stringify({ Records })));
}
