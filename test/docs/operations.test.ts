import { globSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contextKeys } from "../../lib/stage-context.ts";
import { codeIn, read, root, rowsOf } from "./page.ts";

describe("docs/runbook.md", () => {
  it("explains each line that a function may log, and no other", () => {
    const code = globSync("functions/**/*.ts", { cwd: root }).map(read).join("\n");
    const logged = [...code.matchAll(/\blog\.(?:info|warn|error|audit)\(\s*"([^"]+)"/g)].map(
      ([, line]) => line,
    );
    expect(logged.length).toBeGreaterThan(20);
    const explained = rowsOf(read("docs/runbook.md"), "message")
      .flatMap(([messages]) => codeIn(messages))
      .filter((line) => !line.includes(":"));
    expect(explained.sort()).toEqual([...new Set(logged)].sort());
  });
});

describe("docs/deploy.md", () => {
  it("names each key of the CDK context", () => {
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
    expect(workflow).not.toMatch(/\b\d{12}\b|AKIA|secrets\./);
    expect(workflow).toContain("id-token: write");
  });

  it("tests before it deploys", () => {
    expect(workflow.indexOf("npm test")).toBeGreaterThan(0);
    expect(workflow.indexOf("npm test")).toBeLessThan(workflow.indexOf("npm run deploy"));
  });
});
