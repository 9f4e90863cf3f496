import { type FailedBatch, failuresIn, readFailedBatch } from "./failed-batch.ts";

/** The bucket of failed batches, and the function that failed. */
export interface RedrivePorts {
  /** Every key in the bucket, in order: within a shard, that of the stream. */
  keys(): Promise<readonly string[]>;
  /** The object's text. */
  read(key: string): Promise<string>;
  remove(key: string): Promise<void>;
  /** Waits for the function and gives its answer as JSON text. @throws when it failed */
  invoke(event: FailedBatch["payload"]): Promise<string>;
  /** One line of progress. */
  say(line: string): void;
}

export interface RedriveOptions {
  /** Only these objects; none: all. */
  readonly keys: readonly string[];
  /** Says what there is, invokes and deletes nothing. */
  readonly dryRun: boolean;
}

/**
 * Gives failed batches to the function again, one after the other, and deletes those that went through. What
 * fails again stays, whole: records of it that went through come twice the next time, which the function bears.
 * Resolves to the number of batches that stay.
 */
export async function redrive(ports: RedrivePorts, { keys, dryRun }: RedriveOptions): Promise<number> {
  const chosen = keys.length > 0 ? keys : await ports.keys();
  let staying = 0;
  for (const [index, key] of chosen.entries()) {
    const outcome = await redriveOne(ports, key, dryRun);
    ports.say(`${index + 1}/${chosen.length} ${key}: ${outcome.line}`);
    if (outcome.stays) staying += 1;
  }
  ports.say(
    dryRun
      ? `${chosen.length} failed batches`
      : `${chosen.length - staying} of ${chosen.length} failed batches went through`,
  );
  return staying;
}

interface Outcome {
  readonly line: string;
  readonly stays: boolean;
}

/** An error of one batch does not keep the others from their turn. */
async function redriveOne(ports: RedrivePorts, key: string, dryRun: boolean): Promise<Outcome> {
  try {
    const batch = readFailedBatch(await ports.read(key));
    if (!batch) return { line: "is no failed batch, stays", stays: true };
    const what = `${batch.payload.Records.length} records, ${batch.requestContext.condition} at ${batch.timestamp}`;
    if (dryRun) return { line: what, stays: false };
    const failures = failuresIn(await ports.invoke(batch.payload));
    if (failures === undefined) return { line: `${what}: the answer is no report, stays`, stays: true };
    if (failures > 0) return { line: `${what}: failed again, stays`, stays: true };
    await ports.remove(key);
    return { line: `${what}: went through, deleted`, stays: false };
  } catch (error) {
    return { line: `stays: ${error instanceof Error ? error.message : error}`, stays: true };
  }
}
