import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import packageJson from "../../package.json" with { type: "json" };

const root = join(import.meta.dirname, "../..");
const files = globSync(".github/workflows/*.{yml,yaml}", { cwd: root });

const Permissions = z.record(z.string(), z.string());
const Step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.boolean()])).default({}),
});
const Job = z.looseObject({ needs: z.string().optional(), permissions: Permissions, steps: z.array(Step) });
type Job = z.infer<typeof Job>;
const Workflow = z.looseObject({ permissions: Permissions, jobs: z.record(z.string(), Job) });

const text = (file: string) => readFileSync(join(root, file), "utf8");
const workflow = (file: string) => Workflow.parse(parse(text(file)));

/** The names of the actions that a job uses. */
const actionsOf = ({ steps }: Job) => steps.flatMap(({ uses }) => uses?.split("@")[0] ?? []);
const stepsWith = ({ steps }: Job, action: string) =>
  steps.filter(({ uses }) => uses?.startsWith(`${action}@`));
const commandsOf = ({ steps }: Job) => steps.flatMap(({ run }) => run?.trim() ?? []);
const awsCredentials = "aws-actions/configure-aws-credentials";

describe.each(files)("%s", (file) => {
  const jobs = Object.values(workflow(file).jobs);

  it("names each action by its commit, with the version as a comment", () => {
    const lines = text(file).match(/^.*\buses:.*$/gm) ?? [];
    expect(lines.length).toBe(jobs.flatMap(actionsOf).length);
    for (const line of lines) expect(line).toMatch(/ uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const commits = new Map<string, Set<string>>();
    for (const line of lines) {
      const [, action = "", commit = ""] = /uses: (\S+)@(.*)$/.exec(line) ?? [];
      commits.set(action, (commits.get(action) ?? new Set()).add(commit));
    }
    for (const [action, used] of commits) expect(used.size, action).toBe(1);
  });

  it("gives no right to the workflow, and to each job as little as it needs", () => {
    expect(workflow(file).permissions).toEqual({});
    for (const job of jobs) {
      const deploys = actionsOf(job).includes(awsCredentials);
      expect(job.permissions).toEqual({ contents: "read", ...(deploys && { "id-token": "write" }) });
    }
  });

  it("leaves no token of GitHub in the work tree, and takes nothing from a cache", () => {
    for (const job of jobs) {
      for (const step of stepsWith(job, "actions/checkout"))
        expect(step.with["persist-credentials"]).toBe(false);
      for (const step of stepsWith(job, "actions/setup-node")) {
        expect(step.with["package-manager-cache"]).toBe(false);
        expect(step.with).not.toHaveProperty("cache");
      }
      expect(actionsOf(job)).not.toContain("actions/cache");
    }
  });

  it("runs the Node of package.json, and puts no expression into a shell command", () => {
    for (const job of jobs) {
      for (const step of stepsWith(job, "actions/setup-node"))
        expect(step.with["node-version"]).toBe(packageJson.devDependencies.node);
      for (const command of commandsOf(job)) expect(command).not.toContain("${{");
    }
  });
});

describe("the deploy workflow", () => {
  const { check, deploy } = z
    .object({ check: Job, deploy: Job })
    .parse(workflow(".github/workflows/deploy.yml").jobs);

  it("deploys only after the checks", () => {
    expect(deploy.needs).toBe("check");
    expect(check.needs).toBeUndefined();
    expect(check).not.toHaveProperty("if");
    expect(deploy).not.toHaveProperty("if");
    for (const step of [...check.steps, ...deploy.steps]) {
      expect(step).not.toHaveProperty("if");
      expect(step).not.toHaveProperty("continue-on-error");
    }
  });

  it("checks the Node binary first, scans the dependencies and tests", () => {
    expect(commandsOf(check)).toEqual([
      "npm ci",
      "node bin/check-node.mjs",
      "npm audit --audit-level=high --omit=dev",
      "npm test",
      "npm sbom --sbom-format=cyclonedx --omit=dev > sbom.cdx.json",
    ]);
  });

  it("keeps the SBOM as an artifact", () => {
    expect(stepsWith(check, "actions/upload-artifact").map((step) => step.with)).toEqual([
      { name: "sbom", path: "sbom.cdx.json", "if-no-files-found": "error" },
    ]);
  });

  it("runs no install script in the job that holds the id-token, and asks AWS after the installation", () => {
    const installs = commandsOf(deploy).filter((command) => /\bnpm (ci|i|install)\b/.test(command));
    expect(installs).toEqual(["npm ci --ignore-scripts"]);
    expect(actionsOf(deploy)).toEqual(["actions/checkout", "actions/setup-node", awsCredentials]);
    const order = deploy.steps.map(({ uses, run }) => uses?.split("@")[0] ?? run ?? "");
    expect(order.indexOf("npm ci --ignore-scripts")).toBeLessThan(order.indexOf(awsCredentials));
  });
});
