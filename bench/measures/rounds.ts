/** Contenders by name, with what was measured of each in each round. */
export type Rounds<Sample> = ReadonlyMap<string, readonly Sample[]>;

/**
 * Lets contenders take turns, round by round, so that whatever else the machine does meets them all. One
 * round before the first only warms up.
 */
export async function interleaved<Contestant extends { readonly name: string }, Sample>(
  contestants: readonly Contestant[],
  rounds: number,
  run: (contestant: Contestant) => Promise<Sample>,
): Promise<Rounds<Sample>> {
  const samples = new Map(contestants.map(({ name }) => [name, [] as Sample[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const contestant of contestants) {
      const sample = await run(contestant);
      if (round > 0) samples.get(contestant.name)?.push(sample);
    }
  }
  return samples;
}
