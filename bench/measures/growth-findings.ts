import type { Findings, Row, Section, Series, Target } from "../report/section.ts";
import type { Sizes } from "../sizes.ts";
import { exponent } from "../statistics.ts";

/** Participants of the chats in which is sent. */
export const SIZE = 10;

/** What one message costs at some size of something. */
export interface Sample {
  readonly what: string;
  readonly size: number;
  readonly units: number;
  readonly calls: number;
  /** Milliseconds, send to deliver. */
  readonly deliver: number;
}

const exponentNotes = [
  "The slope of a straight line through the logarithms of size and cost: 0 is a cost that does not grow, 1 one that grows in proportion. Cost is read and write units, and calls of the table, of one send; time is send to deliver, median.",
  "Cost is counted and repeats exactly. The exponent of time is measured on a busy machine, where the engine's file grows, too: it says that nothing explodes, not more.",
];

const exponentColumns = [
  { key: "what", title: "what grows" },
  { key: "sizes", title: "from … to" },
  { key: "units", title: "exponent of units", digits: 3 },
  { key: "calls", title: "exponent of calls", digits: 3 },
  { key: "deliver", title: "exponent of time", digits: 3 },
];

/** Exponents and figures of what was sampled, in the order of the samples. */
export function growthFindings(samples: readonly Sample[], sizes: Sizes): Findings {
  const kinds = [...new Set(samples.map(({ what }) => what))];
  const of = (what: string) => samples.filter((sample) => sample.what === what);
  const slope = (what: string, key: "units" | "calls" | "deliver") =>
    exponent(of(what).map((sample) => ({ size: sample.size, cost: sample[key] })));
  const fits = kinds.map((what) => ({
    what,
    sizes: `${of(what)[0]?.size} … ${of(what).at(-1)?.size}`,
    units: slope(what, "units"),
    calls: slope(what, "calls"),
    deliver: slope(what, "deliver"),
  }));
  const series = (key: "units" | "deliver"): Series[] =>
    kinds.map((what) => ({
      name: what,
      points: of(what).map((sample) => [sample.size, sample[key]] as const),
    }));
  return {
    sections: [
      {
        title: "Growth: exponents",
        notes: exponentNotes,
        columns: exponentColumns,
        rows: fits,
      },
      detail(samples, sizes, series),
    ],
    targets: fits.filter(({ what }) => !what.endsWith("scanned")).map(targetOf),
  };
}

function detail(
  samples: readonly Sample[],
  sizes: Sizes,
  series: (key: "units" | "deliver") => Series[],
): Section {
  return {
    title: "Growth: figures",
    notes: [
      `Chats of ${SIZE}, all online, WebSocket sends; medians of ${sizes.rounds} rounds of ${sizes.growth.messages} messages. Long logs, many chats and many users are written straight into the engine, with the items that the stores would write.`,
      "“Scanned” is the design that reads all connections for each message, in one process, without gateway and Lambda.",
    ],
    columns: [
      { key: "what", title: "what grows" },
      { key: "size", title: "size", digits: 0 },
      { key: "units", title: "units per send" },
      { key: "calls", title: "table calls per send" },
      { key: "deliver", title: "deliver, ms" },
    ],
    rows: samples.map((sample): Row => ({ ...sample })),
    charts: [
      {
        id: "growth-cost",
        title: "Units of one send",
        x: "size of what grows",
        y: "units",
        series: series("units"),
      },
      {
        id: "growth-time",
        title: "Send to deliver, median",
        x: "size of what grows",
        y: "ms",
        series: series("deliver"),
      },
    ],
  };
}

function targetOf({ what, units, calls }: { what: string; units: number; calls: number }): Target {
  const worst = Math.max(units, calls);
  return {
    metric: `growth of send cost with ${what}`,
    target: "exponent ≤ 0.05",
    measured: worst.toFixed(3),
    met: worst <= 0.05,
  };
}
