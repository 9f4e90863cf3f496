import { arch, cpus, loadavg, platform, totalmem } from "node:os";
import type { Section, Target } from "./section.ts";

/** What `bench/results.json` holds. */
export interface Results {
  readonly mode: "full" | "quick";
  /** ISO dates. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly machine: string;
  /** Load averages of the last minute, at the start and at the end. */
  readonly load: readonly [start: number, end: number];
  readonly contenders: readonly { readonly label: string; readonly durability: string }[];
  /** Who did not run, and why. */
  readonly missing: readonly string[];
  readonly targets: readonly Target[];
  readonly sections: readonly Section[];
}

export const loadNow = () => loadavg()[0] ?? 0;

/** What the figures come from, in one line. */
export function machine(): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return `${cores.length} cores (${cores[0]?.model.trim() || arch()}), ${gigabytes} GB, ${platform()}, Node ${process.versions.node}`;
}
