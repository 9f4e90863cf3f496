import pLimit from "p-limit";

/** Work that belongs to a place in an order; several may belong to the same. */
interface Placed {
  readonly position: number;
}

interface Run<Task extends Placed> {
  /** Tasks under way at once. */
  readonly atOnce: number;
  /** Is it too late to begin anything more? */
  isLate(): boolean;
  /** @returns the lowest position at which it failed; `NO_FAILURE` where it did not */
  run(task: Task): Promise<number>;
}

export const NO_FAILURE = Number.POSITIVE_INFINITY;

/**
 * Runs tasks in the order of their positions. Once one has failed, none of a later position begins, as
 * those will have to come again; what belongs to the same position or an earlier one is still tried. Once it
 * is late, nothing more begins.
 * @returns the lowest position at which any failed, or did not begin
 */
export async function runInOrder<Task extends Placed>(
  tasks: readonly Task[],
  { atOnce, isLate, run }: Run<Task>,
): Promise<number> {
  let failedAt = NO_FAILURE;
  await pLimit(atOnce).map(tasks, async (task) => {
    if (task.position > failedAt) return;
    const failed = isLate() ? task.position : await run(task);
    failedAt = Math.min(failedAt, failed);
  });
  return failedAt;
}
