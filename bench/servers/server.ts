import type { Usage } from "./usage.ts";

/** A contender's server, which runs in a process of its own. */
export interface Server {
  /** Endpoints by name, for the clients. */
  readonly address: Readonly<Record<string, string>>;
  usage(): Usage;
  stop(): Promise<void>;
}
