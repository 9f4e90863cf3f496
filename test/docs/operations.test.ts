import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { contextKeys } from "../../lib/stage-context.ts";
import { headingsOf } from "../support/markdown.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const pages = ["docs/deploy.md", "docs/runbook.md", "docs/security.md"];

describe.each(pages)("%s", (page) => {
  const text = read(page);
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const files = [...text.matchAll(/`((?:functions|lib|test|docs|bin)\/[\w./-]+\.\w+|\.github\/[\w./-]+)`/g)];

  it("links to pages and sections that exist", () => {
    expect(links.length).toBeGreaterThan(2);
    for (const link of links) {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      expect(existsSync(join(root, target)), link).toBe(true);
      if (anchor !== undefined) expect(headingsOf(read(target)), link).toContain(anchor);
    }
  });

  it("names files that exist", () => {
    for (const [, file = ""] of files) expect(existsSync(join(root, file)), file).toBe(true);
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
