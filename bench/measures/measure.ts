import type { Cloud } from "../contenders/cloud.ts";
import type { Contender, Started } from "../contenders/contender.ts";
import type { Findings } from "../report/section.ts";
import type { Sizes } from "../sizes.ts";

/** What the measures have in common. */
export interface Bench {
  readonly sizes: Sizes;
  /** Those that were asked for and are installed; the floor is always among them. */
  readonly contenders: readonly Contender[];
  /** What `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** An engine without the project's table. */
  readonly engine: string;
  /** Starts it when it is asked for first; it runs until the end. */
  running(contender: Contender): Promise<Started>;
  cloud(): Promise<Cloud>;
  progress(line: string): void;
}

export interface Measure {
  readonly name: string;
  /** For `--help`. */
  readonly about: string;
  run(bench: Bench): Promise<Findings>;
}

/** Says so where a target cannot be judged, as its contender did not run. */
export const ratioText = (ratio: number | undefined) =>
  ratio === undefined || Number.isNaN(ratio) ? "not measured" : `${ratio.toFixed(2)}×`;
