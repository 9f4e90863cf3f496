import type { Cloud } from "../contenders/cloud.ts";
import type { Contender, RunningContender } from "../contenders/contender.ts";
import type { Findings } from "../report/section.ts";
import type { Sizes } from "../sizes.ts";

/** The input of every measure. */
export interface MeasureContext {
  readonly sizes: Sizes;
  /** The contenders of this run; the floor is always among them. */
  readonly contenders: readonly Contender[];
  /** The output of `cdk synth`. */
  readonly assemblyDir: string;
  /** Endpoint of an engine without the project's table. */
  readonly engine: string;
  /** Starts a contender on the first call; it runs until the end. */
  startOnce(contender: Contender): Promise<RunningContender>;
  cloud(): Promise<Cloud>;
  progress(line: string): void;
}

export interface Measure {
  readonly name: string;
  /** A description for `--help`. */
  readonly about: string;
  run(context: MeasureContext): Promise<Findings>;
}

/** Formats a ratio; "not measured" if one of its contenders did not run. */
export const ratioText = (ratio: number | undefined) =>
  ratio === undefined || Number.isNaN(ratio) ? "not measured" : `${ratio.toFixed(2)}×`;
