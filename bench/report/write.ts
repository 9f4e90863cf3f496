import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { svgChart } from "./chart.ts";
import { benchmarkDocument, chartFolder } from "./document.ts";
import type { Results } from "./results.ts";

const root = join(import.meta.dirname, "..", "..");

/** Writes the figures, the document and its charts. @returns the paths of the files */
export async function writeReport(results: Results): Promise<string[]> {
  const charts = results.sections.flatMap((section) => section.charts ?? []);
  await mkdir(join(root, "docs", chartFolder), { recursive: true });
  const files = new Map([
    [join("bench", "results.json"), `${JSON.stringify(results, null, 2)}\n`],
    [join("docs", "benchmarks.md"), benchmarkDocument(results)],
    ...charts.map((chart) => [join("docs", chartFolder, `${chart.id}.svg`), svgChart(chart)] as const),
  ]);
  for (const [file, text] of files) await writeFile(join(root, file), text);
  return [...files.keys()];
}
