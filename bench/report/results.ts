import { readFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, totalmem } from "node:os";
import type { Section, Target } from "./section.ts";

/** The content of `bench/results.json`. */
export interface Results {
  readonly mode: "full" | "quick";
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly machine: string;
  /** Load averages over a minute, at the start and at the end. */
  readonly load: readonly [start: number, end: number];
  /** Share of the demanded CPU time that the host gave to others (steal); null if unknown. */
  readonly stolen: number | null;
  readonly contenders: readonly { readonly label: string; readonly durability: string }[];
  /** Measures that did not run, and why. */
  readonly missing: readonly string[];
  readonly targets: readonly Target[];
  readonly sections: readonly Section[];
}

export const loadNow = () => loadavg()[0] ?? 0;

/** The CPU time since boot, in the kernel's ticks: used by programs, and stolen by the host. On Linux only. */
export function cpuTime(): { readonly used: number; readonly stolen: number } | undefined {
  try {
    const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n", 1);
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = line
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return { used: user + nice + system + irq + softirq, stolen };
  } catch {
    return undefined;
  }
}

export function stolenSince(start: ReturnType<typeof cpuTime>): number | null {
  const now = cpuTime();
  if (start === undefined || now === undefined) return null;
  const stolen = now.stolen - start.stolen;
  const demanded = now.used - start.used + stolen;
  return demanded === 0 ? 0 : stolen / demanded;
}

/** The machine in one line. */
export function machine(): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return `${cores.length} cores (${cores[0]?.model.trim() || arch()}), ${gigabytes} GB, ${platform()}, Node ${process.versions.node}`;
}
