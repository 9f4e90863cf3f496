import { inject } from "vitest";
import type { LocalCloudOptions } from "../../local/cloud-options.ts";
import { type LocalCloud, startLocalCloud } from "../../local/local-cloud.ts";

export interface TestCloud extends LocalCloud {
  /** Refusals and errors of functions that the local cloud reported. */
  readonly complaints: readonly string[];
}

/** Starts a local cloud: the real stack on a free port, with a temporary data directory. Stop it after use. */
export async function startTestCloud(options: Partial<LocalCloudOptions> = {}): Promise<TestCloud> {
  const complaints: string[] = [];
  const log = (line: string) => {
    if (!line.endsWith("…")) complaints.push(line);
  };
  const cloud = await startLocalCloud({ port: 0, assemblyDir: inject("assemblyDir"), log, ...options });
  return { ...cloud, complaints };
}
