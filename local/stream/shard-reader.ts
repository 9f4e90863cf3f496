import * as z from "zod";
import { type EngineCall, must } from "../dynamodb/wire.ts";
import { StreamRecord } from "./stream-record.ts";

const Described = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }),
});
const Iterator = z.object({ ShardIterator: z.string() });
const Page = z.object({ Records: z.array(StreamRecord), NextShardIterator: z.string().nullish() });

/** Records of one page at most (DynamoDB's limit): a full one has more behind it. */
export const pageLimit = 1000;

export async function shardsOf(call: EngineCall, engineStreamArn: string): Promise<string[]> {
  const described = await must(call, ["Streams", "DescribeStream"], { StreamArn: engineStreamArn });
  return Described.parse(described).StreamDescription.Shards.map(({ ShardId }) => ShardId);
}

export interface ShardPosition {
  readonly engineStreamArn: string;
  readonly shardId: string;
  /** Read behind this record; without it from the starting position. */
  readonly after: string | undefined;
  readonly startingPosition: "TRIM_HORIZON" | "LATEST";
}

/** Reads a shard page by page; undefined at the end of a closed shard. */
export async function openShard(call: EngineCall, position: ShardPosition) {
  const { after } = position;
  let iterator: string | null | undefined = Iterator.parse(
    await must(call, ["Streams", "GetShardIterator"], {
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
      await must(call, ["Streams", "GetRecords"], { ShardIterator: iterator, Limit: pageLimit }),
    );
    iterator = page.NextShardIterator;
    return page.Records;
  };
}
