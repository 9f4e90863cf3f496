import * as z from "zod";
import { callOrThrow, type EngineCall } from "../dynamodb/engine-client.ts";
import { StreamRecord } from "./stream-record.ts";

const Described = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }),
});
const Iterator = z.object({ ShardIterator: z.string() });
const Page = z.object({ Records: z.array(StreamRecord), NextShardIterator: z.string().nullish() });

/** DynamoDB's limit on the records of a page. After a full page there may be more records. */
export const pageLimit = 1000;

export async function shardsOf(call: EngineCall, engineStreamArn: string): Promise<string[]> {
  const described = await callOrThrow(call, ["Streams", "DescribeStream"], { StreamArn: engineStreamArn });
  return Described.parse(described).StreamDescription.Shards.map(({ ShardId }) => ShardId);
}

export interface ShardPosition {
  readonly engineStreamArn: string;
  readonly shardId: string;
  /** Start after this record. Undefined means start at the starting position. */
  readonly after: string | undefined;
  readonly startingPosition: "TRIM_HORIZON" | "LATEST";
}

/** Reads a shard page by page. The result is undefined at the end of a closed shard. */
export async function openShard(call: EngineCall, position: ShardPosition) {
  const { after } = position;
  let iterator: string | null | undefined = Iterator.parse(
    await callOrThrow(call, ["Streams", "GetShardIterator"], {
      StreamArn: position.engineStreamArn,
      ShardId: position.shardId,
      ...(after === undefined
        ? { ShardIteratorType: position.startingPosition }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: after }),
    }),
  ).ShardIterator;
  return async (): Promise<StreamRecord[] | undefined> => {
    if (!iterator) return undefined;
    const page = Page.parse(
      await callOrThrow(call, ["Streams", "GetRecords"], { ShardIterator: iterator, Limit: pageLimit }),
    );
    iterator = page.NextShardIterator;
    return page.Records;
  };
}
