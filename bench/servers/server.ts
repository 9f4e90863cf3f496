import type { Usage } from "./usage.ts";

/** A contender's server, as it runs in a process of its own. */
export interface Server {
  /** What clients need to find it. */
  readonly address: Readonly<Record<string, string>>;
  usage(): Usage;
  stop(): Promise<void>;
}
