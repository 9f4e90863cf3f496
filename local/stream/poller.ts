import type { EngineCall } from "../dynamodb/wire.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { compileFilters } from "./filter.ts";
import type { MappingSettings } from "./mapping.ts";
import { openShard, shardsOf } from "./shard-reader.ts";
import { type StreamRecord, sequenceNumberOf } from "./stream-record.ts";
import type { WakeUp } from "./wake-up.ts";

export interface PollerInput {
  readonly settings: MappingSettings;
  readonly engine: EngineCall;
  readonly engineStreamArn: string;
  readonly checkpoints: Checkpoints;
  readonly deliver: (shardId: string, records: readonly StreamRecord[]) => Promise<void>;
  readonly wakeUp: WakeUp;
}

/** Looks at least this often, should a write have come past the functions' endpoint. */
const idleMs = 250;
/** New shards appear when the engine closes one, which ours never does. */
const discoveryMs = 10_000;
/** Lambda's payload holds 6 MB; some room for what surrounds the records. */
const batchBytes = 5_500_000;

/** Reads every shard of a stream until stopped; rejects only when something is broken for good. */
export async function poll(input: PollerInput): Promise<void> {
  const { engine, engineStreamArn, wakeUp } = input;
  const open = new Map<string, Promise<void>>();
  while (!wakeUp.stopped) {
    for (const shardId of await shardsOf(engine, engineStreamArn)) {
      if (!open.has(shardId)) open.set(shardId, pollShard(shardId, input));
    }
    await Promise.race([
      wakeUp.after(discoveryMs, "stop"),
      ...(open.size > 0 ? [Promise.all(open.values())] : []),
    ]);
  }
  await Promise.all(open.values());
}

async function pollShard(shardId: string, input: PollerInput): Promise<void> {
  const { settings, checkpoints, wakeUp } = input;
  const passes = compileFilters(settings.patterns);
  const { engineStreamArn, engine } = input;
  const { startingPosition, logicalId } = settings;
  const after = checkpoints.get(logicalId, shardId);
  const read = await openShard(engine, { engineStreamArn, shardId, after, startingPosition });
  const pending: StreamRecord[] = [];
  let since = 0;
  while (!wakeUp.stopped) {
    const page = await read();
    if (page === undefined && pending.length === 0) return;
    const matching = (page ?? []).filter(passes);
    if (pending.length === 0) since = Date.now();
    pending.push(...matching);
    while (isDue(pending, since, settings) && !wakeUp.stopped) {
      await input.deliver(shardId, takeBatch(pending, settings.batchSize));
    }
    const last = page?.at(-1);
    if (last && pending.length === 0) checkpoints.set(logicalId, shardId, sequenceNumberOf(last));
    if (!page || page.length === 0)
      await wakeUp.after(pending.length > 0 ? windowLeft(since, settings) : idleMs);
  }
}

function isDue(pending: readonly StreamRecord[], since: number, settings: MappingSettings): boolean {
  return pending.length >= settings.batchSize || (pending.length > 0 && windowLeft(since, settings) === 0);
}

function windowLeft(since: number, { batchingWindowMs }: MappingSettings): number {
  return Math.max(0, since + batchingWindowMs - Date.now());
}

/** Takes the records of the next invocation: as many as the batch size and the payload allow, at least one. */
function takeBatch(pending: StreamRecord[], batchSize: number): StreamRecord[] {
  let bytes = 0;
  const end = pending.findIndex((record, index) => {
    bytes += Buffer.byteLength(JSON.stringify(record));
    return index >= batchSize || (index > 0 && bytes > batchBytes);
  });
  return pending.splice(0, end === -1 ? pending.length : end);
}
