import type { Results } from "./results.ts";
import type { Section } from "./section.ts";
import { markdownTable, targetSection } from "./table.ts";

/** Folder of the charts, relative to the document. */
export const chartFolder = "benchmarks";

/** Renders `docs/benchmarks.md` from one run. */
export function benchmarkDocument(results: Results): string {
  const { startedAt, endedAt, load, mode, contenders, missing } = results;
  const minutes = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 60_000);
  return [
    "# Benchmarks",
    "Written by `npm run bench -- --write` in one run; do not edit. `bench/results.json` has the figures as data.",
    `${startedAt.slice(0, 10)}, ${minutes} min, ${mode === "quick" ? "**quick run: too small to quote**" : "full run"}. ${results.machine}. Load average ${load[0].toFixed(1)} at the start, ${load[1].toFixed(1)} at the end.${stolenText(results)}`,
    "**Limits of these figures.** Everything runs on one machine, against emulators: no network, no AWS. Milliseconds compare the contenders on this machine and say nothing about a cloud. Units, calls, posts and publishes are counted as AWS would count them.",
    ...(missing.length > 0 ? [`Left out: ${missing.join("; ")}.`] : []),
    "## Contenders",
    markdownTable({
      columns: [
        { key: "label", title: "contender" },
        { key: "durability", title: "what an acknowledgement guarantees" },
      ],
      rows: contenders.map((contender) => ({ ...contender })),
    }),
    ...(results.targets.length > 0 ? [sectionText(targetSection(results.targets))] : []),
    ...results.sections.map(sectionText),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

function stolenText({ stolen }: Results): string {
  if (stolen === null) return "";
  return ` The host of this machine gave ${(stolen * 100).toFixed(0)} % of the demanded CPU time to others.`;
}

function sectionText(section: Section): string {
  const { title, notes, charts = [] } = section;
  return [
    `## ${title}`,
    ...charts.map((chart) => `![${chart.title}](${chartFolder}/${chart.id}.svg)`),
    markdownTable(section),
    notes.map((note) => `- ${note}`).join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}
