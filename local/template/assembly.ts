import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { parseJson } from "../json.ts";
import { StartupError } from "../startup-error.ts";
import { Template } from "./template.ts";

const Artifact = z.object({
  type: z.string(),
  environment: z.string().default("aws://unknown-account/unknown-region"),
  properties: z.object({ templateFile: z.string().optional(), file: z.string().optional() }).default({}),
});
const Manifest = z.object({ artifacts: z.record(z.string(), Artifact) });
const Assets = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

export interface Assembly {
  readonly stackName: string;
  /** The stack's region, `us-east-1` if the stack does not set one. */
  readonly region: string;
  readonly template: Template;
  /** Folders of bundles by the S3 keys that the template uses. */
  readonly assets: ReadonlyMap<string, string>;
}

/** Reads the output of `cdk synth`: its one stack, the template and the bundles' folders. */
export function loadAssembly(dir: string): Assembly {
  const artifacts = Object.entries(readJson(dir, "manifest.json", Manifest).artifacts);
  const stacks = artifacts.filter(([, artifact]) => artifact.type === "aws:cloudformation:stack");
  const [stack, ...others] = stacks;
  if (!stack || others.length > 0) {
    throw new StartupError(
      `${dir}: one stack expected, found ${stacks.map(([name]) => name).join(", ") || "none"}`,
    );
  }
  const [stackName, artifact] = stack;
  const region = artifact.environment.split("/").at(-1) ?? "";
  return {
    stackName,
    region: region.startsWith("unknown") ? "us-east-1" : region,
    template: readJson(dir, artifact.properties.templateFile ?? `${stackName}.template.json`, Template),
    assets: readAssets(
      dir,
      artifacts.flatMap(([, { type, properties }]) =>
        type === "cdk:asset-manifest" ? [properties.file ?? ""] : [],
      ),
    ),
  };
}

function readAssets(dir: string, manifests: readonly string[]): Map<string, string> {
  const assets = new Map<string, string>();
  for (const manifest of manifests) {
    for (const { source, destinations } of Object.values(readJson(dir, manifest, Assets).files)) {
      for (const { objectKey } of Object.values(destinations))
        assets.set(objectKey, join(dir, source.path ?? ""));
    }
  }
  return assets;
}

function readJson<Schema extends z.ZodType>(dir: string, file: string, schema: Schema): z.output<Schema> {
  const path = join(dir, file);
  if (!existsSync(path)) throw new StartupError(`${path}: no such file (is this a cloud assembly?)`);
  const parsed = schema.safeParse(parseJson(readFileSync(path, "utf8")));
  if (!parsed.success)
    throw new StartupError(`${path}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
  return parsed.data;
}
