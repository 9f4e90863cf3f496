import { loadavg } from "node:os";

/** One way to do the work, by name. */
export interface Contender {
  readonly name: string;
  run(): Promise<unknown>;
}

/**
 * Runs contenders in turn, round by round, so that whatever else the machine does meets them all, and
 * prints their medians against the first one, the floor.
 */
export async function compare(
  title: string,
  contenders: readonly Contender[],
  rounds: number,
): Promise<void> {
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, run } of contenders) {
      const start = performance.now();
      await run();
      // The first round only warms up.
      if (round > 0) times.get(name)?.push(performance.now() - start);
    }
  }
  const medians = [...times].map(([name, all]) => ({ name, median: median(all) }));
  const floor = medians[0]?.median ?? 1;
  console.log(`\n${title} · ${rounds} rounds · load ${loadavg()[0]?.toFixed(1)}`);
  for (const { name, median } of medians) {
    console.log(`  ${name.padEnd(32)} ${median.toFixed(1).padStart(8)} ms  ${(median / floor).toFixed(2)}×`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
