import { spawn } from "node:child_process";
import { join } from "node:path";
import { StartupError } from "./startup-error.ts";

const app = join(import.meta.dirname, "..", "bin", "internal-chat.ts");

/** The stage `dev` names no platform applications; here there is one of each kind, so that devices are reached. */
const platformApplications = {
  "push.apns": "arn:aws:sns:us-east-1:000000000000:app/APNS/internal-chat",
  "push.apnsSandbox": "arn:aws:sns:us-east-1:000000000000:app/APNS_SANDBOX/internal-chat",
  "push.fcm": "arn:aws:sns:us-east-1:000000000000:app/GCM/internal-chat",
};

/** Writes the cloud assembly of the stage `dev` into a folder: the templates and the bundles that would deploy. */
export async function synthesize(outputDir: string, signal?: AbortSignal): Promise<void> {
  const context = Object.entries(platformApplications).flatMap(([key, arn]) => ["-c", `${key}=${arn}`]);
  const child = spawn(process.execPath, [app, "--stage", "dev", "--output", outputDir, ...context], {
    stdio: ["ignore", "ignore", "pipe"],
    // The CDK's own check of the template takes four fifths of the time, and matters to a deployment.
    env: { ...process.env, CDK_VALIDATION: "false" },
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
