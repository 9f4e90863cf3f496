import pLimit from "p-limit";

/** Several tasks may share a position. */
interface Task {
  readonly position: number;
}

interface Run<Each extends Task> {
  readonly concurrency: number;
  /** Is it too late to start another task? */
  isLate(): boolean;
  /** @returns the lowest position that failed, or `NO_FAILURE` */
  run(task: Each): Promise<number>;
}

export const NO_FAILURE = Number.POSITIVE_INFINITY;

/**
 * Starts tasks in the order of their positions. After a failure, none of a later position starts, as those will
 * be repeated anyway; tasks of the same position or an earlier one still run. Once it is late, none starts.
 * @returns the lowest position that failed or did not start, or `NO_FAILURE`
 */
export async function runInOrder<Each extends Task>(
  tasks: readonly Each[],
  { concurrency, isLate, run }: Run<Each>,
): Promise<number> {
  let failedAt = NO_FAILURE;
  await pLimit(concurrency).map(tasks, async (task) => {
    if (task.position > failedAt) return;
    const failed = isLate() ? task.position : await run(task);
    failedAt = Math.min(failedAt, failed);
  });
  return failedAt;
}
