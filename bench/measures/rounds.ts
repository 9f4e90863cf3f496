/** The samples of each contender by its name, one a round. */
export type Rounds<Sample> = ReadonlyMap<string, readonly Sample[]>;

/**
 * Runs the contenders in turn, round by round, so that other load on the machine affects all of them. The first
 * round warms up and does not count.
 */
export async function runInTurns<Named extends { readonly name: string }, Sample>(
  contenders: readonly Named[],
  rounds: number,
  run: (contender: Named) => Promise<Sample>,
): Promise<Rounds<Sample>> {
  const samples = new Map(contenders.map(({ name }) => [name, [] as Sample[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of contenders) {
      const sample = await run(contender);
      if (round > 0) samples.get(contender.name)?.push(sample);
    }
  }
  return samples;
}
