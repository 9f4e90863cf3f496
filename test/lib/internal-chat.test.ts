import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { functionTable } from "../../lib/function-table.ts";

const app = join(import.meta.dirname, "../../bin/internal-chat.ts");
const temporary = mkdtempSync(join(tmpdir(), "internal-chat-synth-"));
vi.setConfig({ testTimeout: 30_000 }); // each run starts the whole CDK
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Runs the app as in a clean shell, without AWS variables and credentials. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, [app, ...args], {
    encoding: "utf8",
    cwd: temporary,
    env: { PATH: process.env.PATH, ...env },
  });
}

/** Skips the CDK's validation of the templates, which takes most of the time; one run has it. */
const unchecked = { CDK_VALIDATION: "false" };

test("an unknown stage is reported in one line", () => {
  const { status, stdout, stderr } = run(["--stage", "moon", "--output", join(temporary, "moon")]);
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: "",
    stderr: 'Unknown stage "moon": choose one of dev, staging, prod\n',
  });
});

test("an unknown option is reported in one line", () => {
  const { status, stderr } = run(["--moon"]);
  expect(status).toBe(1);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("--help prints the usage", () => {
  const { status, stdout } = run(["--help"]);
  expect(status).toBe(0);
  expect(stdout).toContain("--stage NAME");
});

describe("all stages, synthesized without AWS, twice", () => {
  const outputs = [join(temporary, "one"), join(temporary, "deeper/two")] as const;
  const [one, two] = outputs;
  let results: ReturnType<typeof run>[] = [];
  beforeAll(() => {
    results = [run(["--output", one]), run(["--output", two], unchecked)];
  }, 600_000);

  test("succeeds and prints nothing to stdout", () => {
    expect(results.map(({ status, stdout }) => ({ status, stdout }))).toEqual([
      { status: 0, stdout: "" },
      { status: 0, stdout: "" },
    ]);
  });

  test("writes a template for each stage", () => {
    expect(templatesIn(one)).toEqual([
      "internal-chat-dev.template.json",
      "internal-chat-prod.template.json",
      "internal-chat-staging.template.json",
    ]);
  });

  test("writes templates that pass CloudFormation's validation", () => {
    const report: unknown = JSON.parse(readFileSync(join(one, "validation-report.json"), "utf8"));
    expect(report).toMatchObject({ pluginReports: [] });
  });

  test("writes the same templates and bundles into every folder", () => {
    for (const template of templatesIn(one)) {
      expect(readFileSync(join(one, template), "utf8")).toBe(readFileSync(join(two, template), "utf8"));
    }
    expect(bundlesIn(one)).toEqual(bundlesIn(two));
  });

  test("makes one bundle for each function, the same in all stages", () => {
    expect(bundlesIn(one)).toHaveLength(functionTable.length);
  });

  test("names no account and no region: the credentials decide both", () => {
    const templates = templatesIn(one).map((template) => readFileSync(join(one, template), "utf8"));
    expect(templates.join("")).not.toMatch(/\b\d{12}\b|\b(us|eu|ap)-[a-z]+-\d\b/);
  });
});

test("--stage and --context synthesize one stage with other settings", () => {
  const output = join(temporary, "dev");
  const { status } = run(
    ["--stage", "dev", "-c", "alarms.email=oncall@crm.example", "--output", output],
    unchecked,
  );
  expect(status).toBe(0);
  expect(templatesIn(output)).toEqual(["internal-chat-dev.template.json"]);
  expect(readFileSync(join(output, "internal-chat-dev.template.json"), "utf8")).toContain(
    "oncall@crm.example",
  );
}, 300_000);

function templatesIn(output: string): string[] {
  return readdirSync(output)
    .filter((name) => name.endsWith(".template.json"))
    .sort();
}

/** Names of bundles, which are hashes of their content. */
function bundlesIn(output: string): string[] {
  return readdirSync(output)
    .filter((name) => name.startsWith("asset."))
    .sort();
}
