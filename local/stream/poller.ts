import type { EngineCall } from "../dynamodb/engine-client.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { compileFilters } from "./filter.ts";
import type { MappingSettings } from "./mapping.ts";
import { openShard, pageLimit, shardsOf } from "./shard-reader.ts";
import { type StreamRecord, sequenceNumberOf } from "./stream-record.ts";

export interface PollerInput {
  readonly settings: MappingSettings;
  readonly engine: EngineCall;
  readonly engineStreamArn: string;
  readonly checkpoints: Checkpoints;
  readonly deliver: (shardId: string, records: readonly StreamRecord[]) => Promise<void>;
  readonly stopping: AbortSignal;
  /** Resolves after the time is over, or when `stopping` is aborted. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/**
 * Lambda reads a shard four times a second, so the records written between two reads form one batch
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html).
 */
const readEveryMs = 250;
/** New shards appear when the engine closes one. Dynoxide never does. */
const discoveryMs = 10_000;
/** Lambda's limit on a payload is 6 MB. The difference is room for the rest of the event. */
const batchBytes = 5_500_000;

/** Reads every shard of a stream until it is stopped. Rejects if the stream cannot be read or a delivery rejects. */
export async function poll(input: PollerInput): Promise<void> {
  const { engine, engineStreamArn, stopping, pause } = input;
  const open = new Map<string, Promise<void>>();
  while (!stopping.aborted) {
    for (const shardId of await shardsOf(engine, engineStreamArn)) {
      if (!open.has(shardId)) open.set(shardId, pollShard(shardId, input));
    }
    await Promise.race([pause(discoveryMs), ...(open.size > 0 ? [Promise.all(open.values())] : [])]);
  }
  await Promise.all(open.values());
}

async function pollShard(shardId: string, input: PollerInput): Promise<void> {
  const { settings, checkpoints, stopping } = input;
  const passes = compileFilters(settings.patterns);
  const { engineStreamArn, engine } = input;
  const { startingPosition, logicalId } = settings;
  const after = checkpoints.get(logicalId, shardId);
  const read = await openShard(engine, { engineStreamArn, shardId, after, startingPosition });
  const pending: StreamRecord[] = [];
  let since = 0;
  while (!stopping.aborted) {
    const page = await read();
    if (page === undefined && pending.length === 0) return;
    const matching = (page ?? []).filter(passes);
    if (pending.length === 0) since = Date.now();
    pending.push(...matching);
    while (isDue(pending, since, settings) && !stopping.aborted) {
      await input.deliver(shardId, takeBatch(pending, settings.batchSize));
    }
    const last = page?.at(-1);
    if (last && pending.length === 0) checkpoints.set(logicalId, shardId, sequenceNumberOf(last));
    if (page === undefined || page.length < pageLimit) await input.pause(readEveryMs);
  }
}

function isDue(
  { length }: readonly StreamRecord[],
  since: number,
  { batchSize, batchingWindowMs }: MappingSettings,
): boolean {
  return length >= batchSize || (length > 0 && Date.now() >= since + batchingWindowMs);
}

/** Removes the next batch from the pending records: as many as batch size and payload allow, at least one. */
function takeBatch(pending: StreamRecord[], batchSize: number): StreamRecord[] {
  let bytes = 0;
  const end = pending.findIndex((record, index) => {
    bytes += Buffer.byteLength(JSON.stringify(record));
    return index >= batchSize || (index > 0 && bytes > batchBytes);
  });
  return pending.splice(0, end === -1 ? pending.length : end);
}
