import { type FailedBatch, failuresIn, readFailedBatch } from "./failed-batch.ts";

/** The bucket of failed batches, and the function that failed. */
export interface RedrivePorts {
  /** All keys in the bucket, in order. Within a shard this is the order of the stream. */
  keys(): Promise<readonly string[]>;
  /** Returns the object's text. */
  read(key: string): Promise<string>;
  remove(key: string): Promise<void>;
  /** Waits for the function and returns its result as JSON text. @throws if the function failed */
  invoke(event: FailedBatch["payload"]): Promise<string>;
  /** Prints one line of progress. */
  log(line: string): void;
}

export interface RedriveOptions {
  /** The keys to redrive. An empty list means all. */
  readonly keys: readonly string[];
  /** Lists the batches, but invokes and deletes nothing. */
  readonly dryRun: boolean;
}

/**
 * Invokes the function with each failed batch in turn and deletes the batches that succeed. A batch that fails
 * again is kept whole, so its records may be handled twice, which the function tolerates.
 * Resolves to the number of batches that are kept.
 */
export async function redrive(ports: RedrivePorts, { keys, dryRun }: RedriveOptions): Promise<number> {
  const chosen = keys.length > 0 ? keys : await ports.keys();
  let kept = 0;
  for (const [index, key] of chosen.entries()) {
    const outcome = await redriveOne(ports, key, dryRun);
    ports.log(`${index + 1}/${chosen.length} ${key}: ${outcome.line}`);
    if (outcome.kept) kept += 1;
  }
  ports.log(
    dryRun
      ? `${chosen.length} failed batches`
      : `${chosen.length - kept} of ${chosen.length} failed batches went through`,
  );
  return kept;
}

interface Outcome {
  readonly line: string;
  readonly kept: boolean;
}

/** Never rejects, so that the error of one batch does not stop the others. */
async function redriveOne(ports: RedrivePorts, key: string, dryRun: boolean): Promise<Outcome> {
  try {
    const batch = readFailedBatch(await ports.read(key));
    if (!batch) return { line: "not a failed batch, kept", kept: true };
    const { payload, requestContext, timestamp } = batch;
    const what = `${payload.Records.length} records, ${requestContext.condition} at ${timestamp}`;
    if (dryRun) return { line: what, kept: false };
    const failures = failuresIn(await ports.invoke(payload));
    if (failures === undefined) return { line: `${what}: the result is not a report, kept`, kept: true };
    if (failures > 0) return { line: `${what}: failed again, kept`, kept: true };
    await ports.remove(key);
    return { line: `${what}: went through, deleted`, kept: false };
  } catch (error) {
    return { line: `kept: ${error instanceof Error ? error.message : error}`, kept: true };
  }
}
