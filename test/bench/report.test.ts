import { describe, expect, it } from "vitest";
import { svgChart } from "../../bench/report/chart.ts";
import { benchmarkDocument } from "../../bench/report/document.ts";
import type { Results } from "../../bench/report/results.ts";
import type { Section } from "../../bench/report/section.ts";
import { formatValue, markdownTable, targetSection, terminalTable } from "../../bench/report/table.ts";

const table = {
  columns: [
    { key: "who", title: "contender" },
    { key: "ms", title: "ms", digits: 2 },
  ],
  rows: [
    { who: "floor | bare", ms: 1234.5 },
    { who: "other", ms: null },
  ],
};

describe("tables", () => {
  it("format figures with their decimals, and missing values as a dash", () => {
    expect(
      [1234.5, 0.004, -0.001, Number.NaN, null, undefined, "yes"].map((value) => formatValue(value, 2)),
    ).toEqual(["1,234.50", "0.00", "0.00", "–", "–", "–", "yes"]);
  });

  it("render Markdown with figures to the right and bars escaped", () => {
    expect(markdownTable(table).split("\n")).toEqual([
      "| contender | ms |",
      "|---|---:|",
      "| floor \\| bare | 1,234.50 |",
      "| other | – |",
    ]);
  });

  it("align columns in a terminal", () => {
    expect(terminalTable(table).split("\n")).toEqual([
      "  contender           ms",
      "  floor | bare  1,234.50",
      "  other                –",
    ]);
  });

  it("state for each target whether it is met", () => {
    const { rows } = targetSection([{ metric: "m", target: "≤ 2", measured: "3", met: false }]);
    expect(rows).toEqual([{ metric: "m", target: "≤ 2", measured: "3", met: "no" }]);
  });
});

const chart = {
  id: "latency",
  title: 'Send & "deliver" <p50>',
  x: "participants",
  y: "ms",
  series: [
    { name: "linear", points: [10, 100, 1000].map((size) => [size, size] as const) },
    { name: "flat", points: [10, 100, 1000].map((size) => [size, 10] as const) },
  ],
};

/** The points of a line on the canvas. */
function line(svg: string, index: number): { readonly x: number; readonly y: number }[] {
  const points = [...svg.matchAll(/<polyline points="([^"]*)"/g)][index]?.[1] ?? "";
  return points.split(" ").map((pair) => {
    const [x = Number.NaN, y = Number.NaN] = pair.split(",").map(Number);
    return { x, y };
  });
}

describe("charts", () => {
  const svg = svgChart(chart);

  it("draw proportional growth as a straight line, and constant cost as a horizontal one", () => {
    const [low, middle, high] = line(svg, 0);
    expect((middle?.x ?? 0) - (low?.x ?? 0)).toBeCloseTo((high?.x ?? 0) - (middle?.x ?? 0), 0);
    expect((low?.y ?? 0) - (middle?.y ?? 0)).toBeCloseTo((middle?.y ?? 0) - (high?.y ?? 0), 0);
    expect(low?.y).toBeGreaterThan(high?.y ?? Number.POSITIVE_INFINITY);
    expect(new Set(line(svg, 1).map(({ y }) => y)).size).toBe(1);
  });

  it("stay within the canvas and escape labels", () => {
    for (const { x, y } of [...line(svg, 0), ...line(svg, 1)]) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(760);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(400);
    }
    expect(svg).toContain("Send &amp; &quot;deliver&quot; &lt;p50&gt;");
    expect(svg).not.toContain("NaN");
  });

  it("omit values without a logarithm, and accept an empty chart", () => {
    const zero = svgChart({
      ...chart,
      series: [{ name: "zero", points: [[0, 5] as const, [10, 5] as const] }],
    });
    expect(line(zero, 0)).toHaveLength(1);
    expect(zero).not.toContain("NaN");
    expect(svgChart({ ...chart, series: [] })).not.toContain("NaN");
  });
});

const section: Section = {
  title: "Latency",
  notes: ["Nothing of AWS."],
  ...table,
  charts: [chart],
};

const results: Results = {
  mode: "quick",
  startedAt: "2026-01-01T00:00:00.000Z",
  endedAt: "2026-01-01T00:02:00.000Z",
  machine: "2 cores",
  load: [0.5, 2],
  stolen: 0.334,
  contenders: [{ label: "floor", durability: "one item" }],
  missing: ["growth, because time was up"],
  targets: [{ metric: "m", target: "≤ 2", measured: "1", met: true }],
  sections: [section],
};

describe("the document", () => {
  const text = benchmarkDocument(results);

  it("states the limits of the figures, and what was left out", () => {
    expect(text).toContain("quick run");
    expect(text).toContain("no AWS");
    expect(text).toContain("Nothing of AWS.");
    expect(text).toContain("Left out: growth, because time was up.");
    expect(text).toContain("| floor | one item |");
    expect(text).toContain("Load average 0.5 at the start, 2.0 at the end.");
    expect(text).toContain("gave 33 % of the demanded CPU time to others");
    expect(benchmarkDocument({ ...results, stolen: null })).not.toContain("to others");
  });

  it("shows each chart before its table", () => {
    expect(text).toContain("(benchmarks/latency.svg)");
    expect(text.indexOf("latency.svg")).toBeLessThan(text.indexOf("floor \\| bare"));
  });

  it("labels a full run as full", () => {
    expect(benchmarkDocument({ ...results, mode: "full", missing: [], targets: [] })).toContain("full run");
  });
});
