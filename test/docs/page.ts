import { readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** A file of the repository. */
export function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** The rows of all tables of a page whose first column has this heading; `\|` is part of a cell. */
export function rowsOf(text: string, heading: string): string[][] {
  const tables = [...text.matchAll(/(?:^\|.*\|$\n?)+/gm)].map(([table]) => table.trimEnd().split("\n"));
  return tables.flatMap(([head = "", _rule, ...rows]) =>
    cellsOf(head)[0] === heading ? rows.map(cellsOf) : [],
  );
}

function cellsOf(row: string): string[] {
  const cells = row.slice(1, -1).split(/(?<!\\)\|/);
  return cells.map((cell) => cell.trim());
}

/** What stands in backticks, outside of code blocks. */
export function codeIn(text = ""): string[] {
  const prose = text.replace(/^```.*?^```$/gms, "");
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** The numbers in a text, such as 5,000. */
export function figuresIn(text = ""): number[] {
  return [...text.matchAll(/\d[\d,]*/g)].map(([figure]) => Number(figure.replaceAll(",", "")));
}
