import { startBenchEngine } from "./bench-table.ts";
import { allContenders } from "./contenders/all.ts";
import { Cloud } from "./contenders/cloud.ts";
import type { Contender, Started } from "./contenders/contender.ts";
import type { Bench } from "./measures/measure.ts";
import type { Sizes } from "./sizes.ts";

export interface Arena extends Bench {
  stop(): Promise<void>;
}

export interface ArenaInput {
  readonly sizes: Sizes;
  readonly assemblyDir: string;
  /** Names. */
  readonly contenders: readonly string[];
  readonly progress: (line: string) => void;
}

/** Whom and what the measures find: servers start when they are asked for first, and stay until the end. */
export async function openArena({ contenders: names, ...input }: ArenaInput): Promise<Arena> {
  const { endpoint: engine, stop: stopEngine } = await startBenchEngine();
  const running = new Map<string, Promise<Started>>();
  let theCloud: Promise<Cloud> | undefined;
  const cloud = () => {
    theCloud ??= Cloud.start(input.assemblyDir);
    return theCloud;
  };
  const contenders = allContenders({ engine, cloud }).filter(
    ({ name }) => name === "floor" || names.includes(name),
  );
  return {
    ...input,
    engine,
    cloud,
    contenders,
    running: (contender: Contender) => {
      const started = running.get(contender.name) ?? contender.start();
      running.set(contender.name, started);
      return started;
    },
    stop: async () => {
      await Promise.allSettled([...running.values()].map(async (started) => (await started).stop()));
      await (await theCloud)?.stop();
      await stopEngine();
    },
  };
}
