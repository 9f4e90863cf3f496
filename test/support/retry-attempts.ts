import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import * as z from "zod";

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const Template = z.looseObject({ Resources: z.record(z.string(), Resource) });
const template = "internal-chat-dev.template.json";

/**
 * A copy of the synthesized stack whose event source retries a batch less often: those of a stage take minutes. The
 * caller deletes the folder.
 */
export function assemblyWithRetries(attempts: number) {
  const dir = mkdtempSync(join(tmpdir(), "retry-attempts-"));
  cpSync(inject("assemblyDir"), dir, { recursive: true });
  const file = join(dir, template);
  const { Resources, ...rest } = Template.parse(JSON.parse(readFileSync(file, "utf8")));
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type === "AWS::Lambda::EventSourceMapping") Properties.MaximumRetryAttempts = attempts;
  }
  writeFileSync(file, JSON.stringify({ ...rest, Resources }));
  return { dir, resources: Resources };
}
