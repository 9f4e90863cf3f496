/** Hooks into the life of a sandbox, for faults. */
export interface SandboxHooks {
  /** The clock skew of a new sandbox, in milliseconds. */
  clockSkewMs(): number;
  /** Wraps one invocation. `kill` ends its sandbox. */
  around<Outcome>(run: () => Promise<Outcome>, kill: () => void): Promise<Outcome>;
}

export const noFaults: SandboxHooks = { clockSkewMs: () => 0, around: (run) => run() };
