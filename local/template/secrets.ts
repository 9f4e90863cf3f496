import { randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import * as z from "zod";
import { objectOf, parseJson } from "../json.ts";
import { readJsonFile } from "../json-file.ts";
import { privateFile } from "../private-files.ts";
import { StartupError } from "../startup-error.ts";
import type { Template } from "./template.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const Secret = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: z
    .object({
      PasswordLength: z.number().default(32),
      SecretStringTemplate: z.string().optional(),
      GenerateStringKey: z.string().optional(),
    })
    .prefault({}),
});

const Stored = z.record(z.string(), z.string());

/**
 * The values of the stack's secrets by logical id. They are generated once and kept in `file`, so that they stay
 * the same after a restart on the same data directory.
 */
export function loadSecrets(template: Template, file: string): ReadonlyMap<string, string> {
  const secrets = new Map(Object.entries(readJsonFile(file, Stored)));
  for (const [logicalId, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== "AWS::SecretsManager::Secret" || secrets.has(logicalId)) continue;
    secrets.set(logicalId, generate(Secret.parse(Properties)));
  }
  writeFileSync(file, JSON.stringify(Object.fromEntries(secrets)), { mode: privateFile });
  return secrets;
}

function generate({ SecretString, GenerateSecretString: rule }: z.infer<typeof Secret>): string {
  if (SecretString !== undefined) return SecretString;
  const value = Array.from({ length: rule.PasswordLength }, () => alphabet[randomInt(alphabet.length)]).join(
    "",
  );
  if (!rule.GenerateStringKey) return value;
  return JSON.stringify({
    ...objectOf(parseJson(rule.SecretStringTemplate ?? "{}")),
    [rule.GenerateStringKey]: value,
  });
}

/** Reads a secret by a dynamic reference's path: `{arn}:SecretString:{json key}:{version stage}:{version id}`. */
export function readSecret(path: string, secrets: ReadonlyMap<string, string>): string {
  const [arn = "", rest = ""] = path.split(":SecretString");
  const value = secrets.get(arn);
  if (value === undefined) throw new StartupError(`template: no secret ${arn}`);
  const key = rest.split(":")[1];
  return key ? String(objectOf(parseJson(value))[key] ?? "") : value;
}
