import type { Findings, Row, Section, Series, Target } from "../report/section.ts";
import type { Sizes } from "../sizes.ts";
import { exponent } from "../statistics.ts";

/** Participants of the chats that messages are sent to. */
export const SIZE = 10;

/** The cost of one message at one size of what grows. */
export interface Sample {
  readonly what: string;
  readonly size: number;
  readonly units: number;
  readonly calls: number;
  /** Milliseconds from send to delivery. */
  readonly deliver: number;
}

const exponentNotes = [
  "The slope of a straight line through the logarithms of size and cost: 0 is constant cost, 1 proportional growth. Cost is the read and write units, and the table calls, of one send; time is the median from send to delivery.",
  "Cost is counted and repeats exactly. Time is measured on a busy machine, where the engine's file grows, too: its exponent is a rough check only.",
];

const exponentColumns = [
  { key: "what", title: "what grows" },
  { key: "sizes", title: "from … to" },
  { key: "units", title: "exponent of units", digits: 3 },
  { key: "calls", title: "exponent of calls", digits: 3 },
  { key: "deliver", title: "exponent of time", digits: 3 },
];

/** The exponents and figures of the samples, in their order. */
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
      `Chats of ${SIZE}, all online, sends by WebSocket. Medians of ${sizes.rounds} rounds of ${sizes.growth.messages} messages. Long logs, many chats and many users are written directly into the engine, with the items that the stores would write.`,
      "“Scanned” is the design that reads all connections for each message, in one process without gateway and Lambda.",
    ],
    columns: [
      { key: "what", title: "what grows" },
      { key: "size", title: "size", digits: 0 },
      { key: "units", title: "units per send" },
      { key: "calls", title: "table calls per send" },
      { key: "deliver", title: "delivery, ms" },
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
        title: "Send to delivery, median",
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
