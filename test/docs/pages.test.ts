import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { settingsHelp } from "../../local/settings.ts";
import packageJson from "../../package.json" with { type: "json" };
import { headingsOf } from "../support/markdown.ts";
import { codeIn, read, root, rowsOf } from "./page.ts";

const pages = globSync(["*.md", "{bench,client,local}/*.md", "docs/**/*.md"], { cwd: root }).sort();
const linksIn = (text: string) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target).filter((it) => !it.includes("://"));

/** The files and folders that a page names from the root of the repository on. */
const PATH =
  /^(?:(?:functions|lib|local|client|apidocs|test|torture|bench|docs|bin)\/[\w./-]*(?:\.\w+|\/)|\.(?:ci|github)\/[\w./-]+)$/;
const pathsIn = (text: string) => codeIn(text).filter((code) => PATH.test(code));

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

  it("names files and folders that exist", () => {
    for (const path of pathsIn(text)) expect(existsSync(join(root, path)), path).toBe(true);
  });
});

describe("the pages", () => {
  const all = pages.map(read).join("\n");

  it("are all checked", () => {
    expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/runbook.md", "local/README.md"]));
    expect(linksIn(all).length).toBeGreaterThan(100);
    expect(pathsIn(all).length).toBeGreaterThan(200);
  });

  it("can each be reached from the README", () => {
    const reached = new Set(["README.md"]);
    for (const page of reached) {
      const links = linksIn(read(page)).map((link) => join(dirname(page), link.split("#")[0] ?? ""));
      for (const link of links) if (link.endsWith(".md")) reached.add(link);
    }
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });
});

describe("README.md", () => {
  it("is short enough to be read: at most 7 KB", () => {
    expect(Buffer.byteLength(read("README.md"))).toBeLessThanOrEqual(7 * 1024);
  });

  it("names the commands to start and to test", () => {
    expect(read("README.md")).toMatch(/^npm ci && npm start$/m);
    expect(read("README.md")).toMatch(/^npm ci && npm test /m);
  });
});

describe("docs/product-rules.md", () => {
  const numbers = [...read("docs/product-rules.md").matchAll(/^## (\d+)\. /gm)].map(([, number]) =>
    Number(number),
  );

  it("numbers its rules from 1 to 12", () => {
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  it("has each rule that the code cites", () => {
    const code = globSync("{functions,lib,client,local,apidocs,test}/**/*.ts", { cwd: root })
      .map(read)
      .join("\n");
    const cited = [...code.matchAll(/product rules? (\d+)/g)].map(([, number]) => Number(number));
    expect(cited.length).toBeGreaterThan(3);
    expect(numbers).toEqual(expect.arrayContaining(cited));
  });
});

describe("docs/development.md", () => {
  const page = read("docs/development.md");

  it("has one row for each setting of npm start, and no other", () => {
    const listed = rowsOf(page, "variable").flatMap(([variable]) => codeIn(variable));
    const existing = [...settingsHelp.matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual(existing.sort());
  });

  it("names each script, and no other", () => {
    const rows = rowsOf(page, "command").flat().join(" ");
    const listed = codeIn(rows).flatMap((code) => /^npm (?:run )?([\w:]+)$/.exec(code)?.[1] ?? []);
    expect([...new Set(listed)].sort()).toEqual(Object.keys(packageJson.scripts).sort());
  });
});
