import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { synthesize } from "../../local/synthesize.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the cloud assembly of the stage `dev`, synthesized once per run. */
    assemblyDir: string;
  }
}

/** Synthesizes the stack once for all end-to-end tests. */
export default async function setup(project: TestProject): Promise<() => void> {
  const assemblyDir = mkdtempSync(join(tmpdir(), "internal-chat-assembly-"));
  await synthesize(assemblyDir);
  project.provide("assemblyDir", assemblyDir);
  return () => rmSync(assemblyDir, { recursive: true, force: true });
}
