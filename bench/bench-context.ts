import { startBenchEngine } from "./bench-table.ts";
import { allContenders } from "./contenders/all-contenders.ts";
import { Cloud } from "./contenders/cloud.ts";
import type { Contender, RunningContender } from "./contenders/contender.ts";
import type { MeasureContext } from "./measures/measure.ts";
import type { Sizes } from "./sizes.ts";

export interface BenchContext extends MeasureContext {
  stop(): Promise<void>;
}

export interface BenchContextInput {
  readonly sizes: Sizes;
  readonly assemblyDir: string;
  /** Names. */
  readonly contenders: readonly string[];
  readonly progress: (line: string) => void;
}

/** Starts the engine. Each server starts with its first use and runs until `stop`. */
export async function openBenchContext({
  contenders: names,
  ...input
}: BenchContextInput): Promise<BenchContext> {
  const { endpoint: engine, stop: stopEngine } = await startBenchEngine();
  const started = new Map<string, Promise<RunningContender>>();
  let startedCloud: Promise<Cloud> | undefined;
  const cloud = () => {
    startedCloud ??= Cloud.start(input.assemblyDir);
    return startedCloud;
  };
  const contenders = allContenders({ engine, cloud }).filter(
    ({ name }) => name === "floor" || names.includes(name),
  );
  return {
    ...input,
    engine,
    cloud,
    contenders,
    startOnce: (contender: Contender) => {
      const running = started.get(contender.name) ?? contender.start();
      started.set(contender.name, running);
      return running;
    },
    stop: async () => {
      await Promise.allSettled([...started.values()].map(async (running) => (await running).stop()));
      await (await startedCloud)?.stop();
      await stopEngine();
    },
  };
}
