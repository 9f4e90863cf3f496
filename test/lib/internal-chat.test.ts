import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const app = join(import.meta.dirname, "../../bin/internal-chat.ts");
const temporary = mkdtempSync(join(tmpdir(), "internal-chat-synth-"));
vi.setConfig({ testTimeout: 30_000 }); // each run starts the whole CDK
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Runs the app as in a clean shell: no AWS variable, no credentials. */
function run(...args: string[]) {
  return spawnSync(process.execPath, [app, ...args], {
    encoding: "utf8",
    cwd: temporary,
    env: { PATH: process.env.PATH },
  });
}

test("an unknown stage is one clear line", () => {
  const { status, stdout, stderr } = run("--stage", "moon", "--output", join(temporary, "moon"));
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: "",
    stderr: 'Unknown stage "moon": choose one of dev, staging, prod\n',
  });
});

test("an unknown option is one clear line", () => {
  const { status, stderr } = run("--moon");
  expect(status).toBe(1);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("--help tells how to use it", () => {
  const { status, stdout } = run("--help");
  expect(status).toBe(0);
  expect(stdout).toContain("--stage NAME");
});

describe("one stage, synthesized without AWS, twice", () => {
  const outputs = [join(temporary, "one"), join(temporary, "deeper/two")] as const;
  let results: ReturnType<typeof run>[] = [];
  beforeAll(() => {
    results = outputs.map((output) => run("--stage", "dev", "--output", output));
  }, 120_000);

  test("succeeds and prints nothing to stdout", () => {
    expect(results.map(({ status, stdout }) => ({ status, stdout }))).toEqual([
      { status: 0, stdout: "" },
      { status: 0, stdout: "" },
    ]);
  });

  test("writes that stage's template only", () => {
    const templates = readdirSync(outputs[0]).filter((name) => name.endsWith(".template.json"));
    expect(templates).toEqual(["internal-chat-dev.template.json"]);
  });

  test("gives the same template and the same bundles wherever it is written", () => {
    const [one, two] = outputs.map((output) => ({
      template: readFileSync(join(output, "internal-chat-dev.template.json"), "utf8"),
      bundles: bundlesIn(output),
    }));
    expect(one).toEqual(two);
  });

  test("makes a bundle of at most 400 KB for each function", () => {
    const bundles = bundlesIn(outputs[0]);
    expect(bundles).toHaveLength(9);
    for (const bundle of bundles) {
      expect(readFileSync(join(outputs[0], bundle, "index.mjs")).byteLength).toBeLessThanOrEqual(400_000);
    }
  });
});

/** Their names are hashes of their content. */
function bundlesIn(output: string): string[] {
  return readdirSync(output)
    .filter((name) => name.startsWith("asset."))
    .sort();
}
