import type { Column, Row, Section, Target, Value } from "./section.ts";

/** Formats a value for a table: `–` if it was not measured. */
export function formatValue(value: Value | undefined, digits = 1): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  if (Number.isNaN(value)) return "–";
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

const cells = (columns: readonly Column[], row: Row) =>
  columns.map(({ key, digits }) => formatValue(row[key], digits));

const isFigure = (rows: readonly Row[], { key }: Column) =>
  rows.some((row) => typeof row[key] === "number") && rows.every((row) => typeof row[key] !== "string");

/** Renders a table in Markdown, with figures aligned to the right. */
export function markdownTable({ columns, rows }: Pick<Section, "columns" | "rows">): string {
  const escaped = (texts: readonly string[]) => texts.map((text) => text.replaceAll("|", "\\|"));
  const line = (texts: readonly string[]) => `| ${escaped(texts).join(" | ")} |`;
  const rules = columns.map((column) => (isFigure(rows, column) ? "---:" : "---"));
  return [
    line(columns.map(({ title }) => title)),
    `|${rules.join("|")}|`,
    ...rows.map((row) => line(cells(columns, row))),
  ].join("\n");
}

/** Renders a table for a terminal. */
export function terminalTable({ columns, rows }: Pick<Section, "columns" | "rows">): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => cells(columns, row))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const right = columns.map((column) => isFigure(rows, column));
  const pad = (text: string, index: number) =>
    right[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
  return lines.map((line) => `  ${line.map(pad).join("  ")}`.trimEnd()).join("\n");
}

/** Renders the targets as a section. */
export function targetSection(targets: readonly Target[]): Section {
  return {
    title: "Targets",
    notes: [],
    columns: [
      { key: "metric", title: "metric" },
      { key: "target", title: "target" },
      { key: "measured", title: "measured" },
      { key: "met", title: "met" },
    ],
    rows: targets.map(({ met, ...target }) => ({ ...target, met: met ? "yes" : "no" })),
  };
}
