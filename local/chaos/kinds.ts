/** A kind of fault in the services below the functions. */
interface FaultKind {
  /** The effect, in a few words. */
  readonly effect: string;
  /**
   * The chance per occasion in the default mix. High enough that each kind strikes a hundred times in 50,000
   * operations, and low enough that recovering costs less than the operations themselves.
   */
  readonly chance: number;
}

/** All kinds of faults. Each effect begins with the occasion that the chance applies to: a call, a push, a batch. */
const faultKinds = {
  throttle: { effect: "a table call is throttled", chance: 0.004 },
  conflict: { effect: "a write conflicts with another transaction and takes no effect", chance: 0.02 },
  "fail-before": { effect: "a table call fails before it takes effect", chance: 0.002 },
  "fail-after": { effect: "a table call takes effect, then fails", chance: 0.002 },
  "lost-answer": {
    effect: "a table call takes effect, but the connection breaks before the response",
    chance: 0.002,
  },
  "slow-table": { effect: "a table call takes up to 150 ms longer", chance: 0.02 },
  "unprocessed-keys": { effect: "a BatchGetItem leaves some keys unprocessed", chance: 0.02 },
  "stale-read": {
    effect: "a read that is not consistent returns an item as it was up to 2 s ago",
    chance: 0.1,
  },
  kill: { effect: "a worker dies during an invocation", chance: 0.0025 },
  skew: { effect: "a new worker's clock is up to 5 minutes off", chance: 0.95 },
  "gone-alive": { effect: "a post to a live connection answers 410", chance: 0.005 },
  "lost-disconnect": {
    effect: "a connection ends without $disconnect, so later posts go to a dead one",
    chance: 0.5,
  },
  "drop-push": { effect: "a push is lost", chance: 0.02 },
  "delay-push": { effect: "a push arrives up to 400 ms late", chance: 0.03 },
  "double-push": { effect: "a push arrives twice", chance: 0.02 },
  "reorder-push": { effect: "a push arrives after the next one", chance: 0.02 },
  "cut-socket": { effect: "a socket breaks before a frame is handled, or before its reply", chance: 0.01 },
  redeliver: { effect: "a batch of the stream is delivered again", chance: 0.2 },
  "split-batch": { effect: "a batch of the stream is delivered in two parts", chance: 0.3 },
  poison: { effect: "a record of the stream makes its function fail, one to three times", chance: 0.05 },
  "fail-publish": { effect: "an SNS call fails as a whole, before or after it takes effect", chance: 0.1 },
  "fail-entries": { effect: "SNS accepts only some entries of a batch", chance: 0.1 },
} as const satisfies Record<string, FaultKind>;

export type Fault = keyof typeof faultKinds;

export function isFault(name: string): name is Fault {
  return Object.hasOwn(faultKinds, name);
}

export const faults: readonly Fault[] = Object.keys(faultKinds).filter(isFault);

/** Chances by kind. An absent kind never strikes. */
export type FaultMix = Readonly<Partial<Record<Fault, number>>>;

/** The default chances of all kinds, or of the given ones. */
export function defaultMix(kinds: readonly Fault[] = faults): FaultMix {
  return Object.fromEntries(kinds.map((kind) => [kind, faultKinds[kind].chance]));
}

export const faultsHelp = faults.map((kind) => `  ${kind.padEnd(17)} ${faultKinds[kind].effect}`).join("\n");
