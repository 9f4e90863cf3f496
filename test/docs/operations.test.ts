import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { contextKeys } from "../../lib/stage-context.ts";
import { headingsOf } from "../support/markdown.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const pages = globSync(["*.md", "{bench,client,local}/*.md", "docs/**/*.md"], { cwd: root }).sort();
const linksIn = (text: string) => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
const filesIn = (text: string) =>
  [...text.matchAll(/`((?:functions|lib|test|docs|bin)\/[\w./-]+\.\w+|\.github\/[\w./-]+)`/g)].map(
    ([, file = ""]) => file,
  );

describe.each(pages)("%s", (page) => {
  const text = read(page);

  it("links to pages and sections that exist", () => {
    for (const link of linksIn(text)) {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      expect(existsSync(join(root, target)), link).toBe(true);
      if (anchor !== undefined) expect(headingsOf(read(target)), link).toContain(anchor);
    }
  });

  it("names files that exist", () => {
    for (const file of filesIn(text)) expect(existsSync(join(root, file)), file).toBe(true);
  });
});

describe("the pages", () => {
  const all = pages.map(read).join("\n");

  it("are all looked at", () => {
    expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/runbook.md", "local/README.md"]));
    expect(linksIn(all).length).toBeGreaterThan(50);
    expect(filesIn(all).length).toBeGreaterThan(100);
  });
});

describe("docs/runbook.md", () => {
  it("says of each line that a function may log what it means", () => {
    const code = globSync("functions/**/*.ts", { cwd: root }).map(read).join("\n");
    const lines = [...code.matchAll(/\blog\.(?:info|warn|error|audit)\(\s*"([^"]+)"/g)].map(
      ([, line]) => line,
    );
    expect(lines.length).toBeGreaterThan(20);
    const rows = read("docs/runbook.md")
      .split("\n")
      .filter((row) => /\| (INFO|WARN|ERROR) \|/.test(row));
    const told = rows.flatMap((row) =>
      [...(row.split("|")[1] ?? "").matchAll(/`([^`:]+)`/g)].map(([, line]) => line),
    );
    expect(told.sort()).toEqual([...new Set(lines)].sort());
  });
});

describe("docs/deploy.md", () => {
  it("tells each thing that can be said in the context", () => {
    const names = read("docs/deploy.md").replace(
      /`domains\.\{rest,websocket\}\.\{([\w,]+)\}`/,
      (_, keys: string) =>
        ["rest", "websocket"]
          .flatMap((api) => keys.split(",").map((key) => `\`domains.${api}.${key}\``))
          .join(),
    );
    for (const key of contextKeys) expect(names).toContain(`\`${key}\``);
  });
});

describe("the deploy workflow", () => {
  const workflow = read(".github/workflows/deploy.yml");

  it("holds no account, no key and no long-lived secret", () => {
    expect(workflow).not.toMatch(/\d{12}|AKIA|secrets\./);
    expect(workflow).toContain("id-token: write");
  });

  it("tests before it deploys", () => {
    expect(workflow.indexOf("npm test")).toBeGreaterThan(0);
    expect(workflow.indexOf("npm test")).toBeLessThan(workflow.indexOf("npm run deploy"));
  });
});
