import { spawn } from "node:child_process";
import { join } from "node:path";
import { StartupError } from "./startup-error.ts";

const app = join(import.meta.dirname, "..", "bin", "internal-chat.ts");

/** Writes the cloud assembly of the stage `dev` into a folder: the templates and the bundles that would deploy. */
export async function synthesize(outputDir: string, signal?: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [app, "--stage", "dev", "--output", outputDir], {
    stdio: ["ignore", "ignore", "pipe"],
    signal,
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = `${complaints}${text}`.slice(-10_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  const lines = complaints
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^(Bundling|npm warn)/.test(line));
  throw new StartupError(
    `synthesizing the stack failed: ${lines.slice(-3).join(" ").trim() || `exit code ${code}`}`,
  );
}
