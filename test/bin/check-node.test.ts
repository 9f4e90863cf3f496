import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const project = join(import.meta.dirname, "../..");
const platform = `${process.platform}-${process.arch}`;

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "check-node-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Installs a script as the binary. It leaves a file when it runs. @returns its SHA-256 */
function install(version: string): string {
  const script = `#!/bin/sh\ntouch "${root}/ran"\necho v${version}\n`;
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  writeFileSync(join(root, "node_modules/.bin/node"), script, { mode: 0o755 });
  return createHash("sha256").update(script).digest("hex");
}

function check(pins: Readonly<Record<string, string>>, folder = root) {
  if (folder === root) {
    const content = { devDependencies: { node: "24.0.1" }, nodeSha256: pins };
    writeFileSync(join(root, "package.json"), JSON.stringify(content));
  }
  const script = join(project, "bin/check-node.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
}

describe("the check of the Node binary", () => {
  it("passes for this project", () => {
    expect(check({}, project)).toMatchObject({ status: 0, stderr: "" });
  });

  it("passes for the version and the hash that package.json names", () => {
    expect(check({ [platform]: install("24.0.1") })).toEqual({
      status: 0,
      stdout: "node_modules/.bin/node is 24.0.1, SHA-256 as pinned",
      stderr: "",
    });
  });

  it("fails for another hash, without running the binary", () => {
    const hash = install("24.0.1");
    const { status, stderr } = check({ [platform]: "0".repeat(64) });
    expect(status).toBe(1);
    expect(stderr).toBe(
      `error: node_modules/.bin/node has SHA-256 ${hash}, but package.json pins ${"0".repeat(64)} for ${platform}: do not run it`,
    );
    expect(existsSync(join(root, "ran"))).toBe(false);
  });

  it("fails for another version, even if the hash is pinned", () => {
    const { status, stderr } = check({ [platform]: install("24.0.2") });
    expect(status).toBe(1);
    expect(stderr).toBe(
      "error: node_modules/.bin/node is version 24.0.2, but package.json wants 24.0.1: run npm ci",
    );
  });

  it("checks the version and reports the hash on a platform without a pinned hash", () => {
    const hash = install("24.0.1");
    expect(check({ "sunos-sparc": "0" })).toMatchObject({
      status: 0,
      stdout: `node_modules/.bin/node is 24.0.1, SHA-256 not pinned for ${platform}: ${hash}`,
    });
    install("24.0.2");
    expect(check({ "sunos-sparc": "0" }).status).toBe(1);
  });

  it("fails with one line if the binary is missing", () => {
    const { status, stderr } = check({});
    expect(status).toBe(1);
    expect(stderr).toBe(
      "error: node_modules/.bin/node cannot be read (ENOENT): run npm ci, with install scripts",
    );
  });
});
