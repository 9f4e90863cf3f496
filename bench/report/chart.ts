import type { Chart, Series } from "./section.ts";

const width = 760;
const height = 400;
const plot = { left: 70, right: 510, top: 50, bottom: 340 } as const;
/** Distinct for colour-blind readers, too (Okabe and Ito). */
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999"];

type Scale = (value: number) => number;

interface Axis {
  readonly scale: Scale;
  readonly ticks: readonly number[];
}

/** Draws lines on two logarithmic axes as a standalone SVG file: white background, no script, no external font. */
export function svgChart({ title, x, y, series }: Chart): string {
  const points = series.flatMap((one) => one.points).filter(([px, py]) => px > 0 && py > 0);
  const across = axis(
    points.map(([px]) => px),
    plot.left,
    plot.right,
  );
  const up = axis(
    points.map(([, py]) => py),
    plot.bottom,
    plot.top,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text({ x: plot.left, y: 24, label: title, extra: 'font-size="15" font-weight="bold"' }),
    ...across.ticks.map((tick) => verticalGridLine(across.scale(tick), tick)),
    ...up.ticks.map((tick) => horizontalGridLine(up.scale(tick), tick)),
    text({ x: (plot.left + plot.right) / 2, y: height - 18, label: x, extra: 'text-anchor="middle"' }),
    text({ x: plot.left, y: plot.top - 8, label: y, extra: 'fill="#555555"' }),
    ...series.map((one, index) => line(one, { index, across: across.scale, up: up.scale })),
    "</svg>",
    "",
  ].join("\n");
}

/** Maps values to the canvas, with a tick at each power of ten and, on short axes, at 2 and 5 times each. */
function axis(values: readonly number[], from: number, to: number): Axis {
  const low = Math.log10(Math.min(...values, Number.MAX_VALUE));
  const high = Math.log10(Math.max(...values, Number.MIN_VALUE));
  const [first, last] = high - low < 0.3 ? [low - 0.15, high + 0.15] : [low, high];
  const scale: Scale = (value) => from + ((Math.log10(value) - first) / (last - first)) * (to - from);
  const steps = last - first > 2.5 ? [1] : [1, 2, 5];
  const powers = Array.from(
    { length: Math.ceil(last) - Math.floor(first) + 1 },
    (_, i) => Math.floor(first) + i,
  );
  const ticks = powers
    .flatMap((power) => steps.map((step) => step * 10 ** power))
    .filter((tick) => Math.log10(tick) >= first - 0.001 && Math.log10(tick) <= last + 0.001);
  return { scale, ticks };
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly extra?: string;
}

const text = ({ x, y, label, extra = "" }: Label) =>
  `<text x="${round(x)}" y="${round(y)}" ${extra}>${escaped(label)}</text>`;

const verticalGridLine = (x: number, tick: number) =>
  `<line x1="${round(x)}" x2="${round(x)}" y1="${plot.top}" y2="${plot.bottom}" stroke="#e5e5e5"/>${text({
    x,
    y: plot.bottom + 18,
    label: tickLabel(tick),
    extra: 'text-anchor="middle"',
  })}`;

const horizontalGridLine = (y: number, tick: number) =>
  `<line x1="${plot.left}" x2="${plot.right}" y1="${round(y)}" y2="${round(y)}" stroke="#e5e5e5"/>${text({
    x: plot.left - 8,
    y: y + 4,
    label: tickLabel(tick),
    extra: 'text-anchor="end"',
  })}`;

function line(
  { name, points }: Series,
  { index, across, up }: { readonly index: number; readonly across: Scale; readonly up: Scale },
): string {
  const colour = colours[index % colours.length];
  const places = points
    .filter(([px, py]) => px > 0 && py > 0)
    .map(([px, py]) => [round(across(px)), round(up(py))] as const);
  const legendY = plot.top + 10 + index * 22;
  return [
    `<polyline points="${places.map((place) => place.join(",")).join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...places.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3.5" fill="${colour}"/>`),
    `<line x1="${plot.right + 18}" x2="${plot.right + 40}" y1="${legendY}" y2="${legendY}" stroke="${colour}" stroke-width="3"/>`,
    text({ x: plot.right + 46, y: legendY + 4, label: name }),
  ].join("");
}

const round = (value: number) => Math.round(value * 10) / 10;
const tickLabel = (tick: number) => Number(tick.toPrecision(3)).toLocaleString("en-US");

function escaped(label: string): string {
  return label
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
