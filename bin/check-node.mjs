// Checks the binary that the npm package `node` brought: no lock file holds it. JavaScript, so that another Node
// (≥ 20.19) can run it, and never the binary itself.
//
//   node bin/check-node.mjs [folder of the project]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = process.argv[2] ?? join(import.meta.dirname, "..");
const binary = join(root, "node_modules", ".bin", "node");
const platform = `${process.platform}-${process.arch}`;

/** Throws if the binary is not the one that package.json names. Returns what was checked. */
function checkNode() {
  const { devDependencies, nodeSha256 } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const hash = hashOf(binary);
  const pinned = nodeSha256[platform];
  // Before the binary runs for the first time.
  if (pinned !== undefined && hash !== pinned) {
    throw new Error(`has SHA-256 ${hash}, but package.json pins ${pinned} for ${platform}: do not run it`);
  }
  const version = versionOf(binary);
  if (version !== devDependencies.node) {
    throw new Error(`is version ${version}, but package.json wants ${devDependencies.node}: run npm ci`);
  }
  return `${version}, SHA-256 ${pinned === undefined ? `not pinned for ${platform}: ${hash}` : "as pinned"}`;
}

function hashOf(path) {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch (error) {
    throw new Error(`cannot be read (${error.code}): run npm ci, with install scripts`);
  }
}

function versionOf(path) {
  const { stdout, error } = spawnSync(path, ["--version"], { encoding: "utf8" });
  if (error) throw new Error(`does not run: ${error.message}`);
  return stdout.trim().replace(/^v/, "");
}

try {
  console.log(`node_modules/.bin/node is ${checkNode()}`);
} catch (error) {
  console.error(`error: node_modules/.bin/node ${error.message}`);
  process.exitCode = 1;
}
