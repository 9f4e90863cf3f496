import { Sandbox, type SandboxSettings } from "../../local/lambda/sandbox.ts";

/** Milliseconds from the start of a sandbox until its module is loaded. @throws Error if it does not load */
export async function initTime(settings: SandboxSettings): Promise<number> {
  const start = performance.now();
  const sandbox = new Sandbox(settings);
  const loaded = await sandbox.loaded;
  const milliseconds = performance.now() - start;
  await sandbox.stop();
  if (!loaded) throw new Error(`${settings.moduleUrl} does not load`);
  return milliseconds;
}
