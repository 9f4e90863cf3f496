/** One way in which the cloud below the functions can misbehave. */
interface FaultKind {
  /** What happens, in a few words. */
  readonly says: string;
  /**
   * Chance per occasion in the default mix: so high that each kind strikes a hundred times in 50,000 operations,
   * and so low that what is torn down does not cost more than what is done.
   */
  readonly chance: number;
}

/** Every fault there is. What a chance is taken on is named first: a call, a push, a batch … */
const faultKinds = {
  throttle: { says: "a table call is throttled", chance: 0.004 },
  conflict: { says: "a write loses to another transaction, before it takes effect", chance: 0.02 },
  "fail-before": { says: "a table call fails before it takes effect", chance: 0.002 },
  "fail-after": { says: "a table call takes effect and fails", chance: 0.002 },
  "lost-answer": {
    says: "a table call takes effect, its connection breaks before the answer",
    chance: 0.002,
  },
  "slow-table": { says: "a table call takes up to 150 ms longer", chance: 0.02 },
  "unprocessed-keys": { says: "a BatchGetItem leaves some keys unprocessed", chance: 0.02 },
  "stale-read": { says: "a read that is not consistent shows an item as it was up to 2 s ago", chance: 0.1 },
  kill: { says: "a worker dies in the middle of an invocation", chance: 0.0025 },
  skew: { says: "a new worker's clock is up to 5 minutes off", chance: 0.95 },
  "gone-alive": { says: "a post to a live connection answers 410", chance: 0.005 },
  "lost-disconnect": {
    says: "a connection ends without $disconnect: later posts go to a dead one",
    chance: 0.5,
  },
  "drop-push": { says: "a push is lost", chance: 0.02 },
  "delay-push": { says: "a push comes up to 400 ms late", chance: 0.03 },
  "double-push": { says: "a push comes twice", chance: 0.02 },
  "reorder-push": { says: "a push comes after the one behind it", chance: 0.02 },
  "cut-socket": { says: "a socket breaks before a frame is handled, or before its answer", chance: 0.01 },
  redeliver: { says: "a batch of the stream comes once more", chance: 0.2 },
  "split-batch": { says: "a batch of the stream comes in two parts", chance: 0.3 },
  poison: { says: "a record of the stream makes its function fail, one to three times", chance: 0.05 },
  "fail-publish": { says: "a call of SNS fails as a whole, before or after it takes effect", chance: 0.1 },
  "fail-entries": { says: "SNS takes only some entries of a batch", chance: 0.1 },
} as const satisfies Record<string, FaultKind>;

export type Fault = keyof typeof faultKinds;

export function isFault(name: string): name is Fault {
  return Object.hasOwn(faultKinds, name);
}

export const faults: readonly Fault[] = Object.keys(faultKinds).filter(isFault);

/** Chances by kind; a kind that is absent never happens. */
export type FaultMix = Readonly<Partial<Record<Fault, number>>>;

/** Every kind, or only some, as the default mix has them. */
export function defaultMix(kinds: readonly Fault[] = faults): FaultMix {
  return Object.fromEntries(kinds.map((kind) => [kind, faultKinds[kind].chance]));
}

export const faultsHelp = faults.map((kind) => `  ${kind.padEnd(17)} ${faultKinds[kind].says}`).join("\n");
