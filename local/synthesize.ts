import { spawn } from "node:child_process";
import { join } from "node:path";
import { StartupError } from "./startup-error.ts";

const app = join(import.meta.dirname, "..", "bin", "internal-chat.ts");

/** The stage `dev` has no platform applications. The local cloud adds one of each kind, for pushes to devices. */
const platformApplications = {
  "push.apns": "arn:aws:sns:us-east-1:000000000000:app/APNS/internal-chat",
  "push.apnsSandbox": "arn:aws:sns:us-east-1:000000000000:app/APNS_SANDBOX/internal-chat",
  "push.fcm": "arn:aws:sns:us-east-1:000000000000:app/GCM/internal-chat",
};

/** Writes the cloud assembly of the stage `dev`, with the template and bundles that would deploy, to a folder. */
export async function synthesize(outputDir: string, signal?: AbortSignal): Promise<void> {
  const context = Object.entries(platformApplications).flatMap(([key, arn]) => ["-c", `${key}=${arn}`]);
  const child = spawn(process.execPath, [app, "--stage", "dev", "--output", outputDir, ...context], {
    stdio: ["ignore", "ignore", "pipe"],
    // The CDK's check of the template takes four fifths of the time and matters only to a deployment.
    env: { ...process.env, CDK_VALIDATION: "false" },
    signal,
  });
  let errorOutput = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errorOutput = `${errorOutput}${text}`.slice(-10_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  const lines = errorOutput
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^(Bundling|npm warn)/.test(line));
  throw new StartupError(
    `synthesizing the stack failed: ${lines.slice(-3).join(" ").trim() || `exit code ${code}`}`,
  );
}
