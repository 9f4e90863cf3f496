import type { Results } from "./results.ts";
import type { Section } from "./section.ts";
import { markdownTable, targetSection } from "./table.ts";

/** Where the document finds its charts. */
export const chartFolder = "benchmarks";

/** `docs/benchmarks.md`: whole, from one run. */
export function benchmarkDocument(results: Results): string {
  const { startedAt, endedAt, load, mode, contenders, missing } = results;
  const minutes = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 60_000);
  return [
    "# Benchmarks",
    "Written by `npm run bench -- --write`, all in one run; do not edit. The figures as data: `bench/results.json`.",
    `${startedAt.slice(0, 10)}, ${minutes} min, ${mode === "quick" ? "**quick run: a look at everything, too small to quote**" : "full run"}. ${results.machine}. Load average ${load[0].toFixed(1)} at the start, ${load[1].toFixed(1)} at the end.${stolenText(results)}`,
    "**What these figures are not.** Everything runs on one machine, against emulators: no network, no AWS. Milliseconds compare contenders on this machine and say nothing about a cloud. Units, calls, posts and publishes are counted, and are what AWS would count.",
    ...(missing.length > 0 ? [`Left out: ${missing.join("; ")}.`] : []),
    "## Contenders",
    markdownTable({
      columns: [
        { key: "label", title: "contender" },
        { key: "durability", title: "what an acknowledgement is worth" },
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
  return ` Of the CPU time that was wanted, the host of this machine gave ${(stolen * 100).toFixed(0)} % to others.`;
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
