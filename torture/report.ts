import { faults } from "../local/chaos/kinds.ts";
import type { Progress, TortureResult } from "./run/run-torture.ts";
import { type Violation, type ViolationKind, violationKinds } from "./violations.ts";

/** Examples shown per kind of violation. */
const shownExamples = 5;
/** Fewer faults of a kind prove little. */
const enoughFaults = 100;

const total = (counts: Readonly<Record<string, number | undefined>>) =>
  Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);

export function progressLine(
  elapsed: number,
  { operations, faults: struck, events, notifications }: Progress,
): string {
  const time = `${String(Math.round(elapsed)).padStart(4)} s`;
  return `${time}  ${total(operations)} operations, ${total(struck)} faults, ${events} events, ${notifications} notifications`;
}

/** Counts of operations, faults and violations by kind. */
export function table(result: TortureResult): string {
  const rows = [
    ["seed", result.seed],
    ...sorted(result.operations).map(([name, count]) => [`operation  ${name}`, count]),
    ...faults.map((kind) => [`fault      ${kind}`, result.faults[kind] ?? 0]),
    ...kinds.map((kind) => [`violation  ${kind}`, countOf(result.violations, kind)]),
  ];
  return rows.map(([name, count]) => `  ${String(name).padEnd(30)} ${String(count).padStart(8)}`).join("\n");
}

/** The first violations of each kind, with its description. */
export function examples(violations: readonly Violation[]): string {
  return kinds
    .filter((kind) => countOf(violations, kind) > 0)
    .map((kind) => {
      const some = violations.filter((it) => it.kind === kind).slice(0, shownExamples);
      return [`${kind}: ${violationKinds[kind]}`, ...some.map(({ detail }) => `  ${detail}`)].join("\n");
    })
    .join("\n");
}

/** Operations per second, CPU time per operation, and the number of kinds of faults that struck often. */
export function pace({ operations, seconds, cpuSeconds, faults: struck }: TortureResult): string {
  const done = total(operations);
  const often = faults.filter((kind) => (struck[kind] ?? 0) >= enoughFaults);
  const perSecond = (done / seconds).toFixed(1);
  const cost = ((cpuSeconds * 1000) / done).toFixed(1);
  return `${perSecond} operations a second, ${cost} ms of CPU each (without the engine); ${often.length} of ${faults.length} kinds of faults struck at least ${enoughFaults} times`;
}

export function summary({ seed, operations, messages, faults: struck, violations }: TortureResult): string {
  const verdict = violations.length === 0 ? "no violation" : `${violations.length} VIOLATIONS`;
  return `torture seed ${seed}: ${total(operations)} operations, ${messages} messages acknowledged, ${total(struck)} faults of ${Object.keys(struck).length} kinds, ${verdict}`;
}

const kinds = Object.keys(violationKinds).filter((name): name is ViolationKind =>
  Object.hasOwn(violationKinds, name),
);

function countOf(violations: readonly Violation[], kind: ViolationKind): number {
  return violations.filter((it) => it.kind === kind).length;
}

function sorted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([one], [other]) => one.localeCompare(other));
}
