import { writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { buildSync, type OutputFile } from "esbuild";

const projectRoot = join(import.meta.dirname, "..");

/**
 * The SDK imports these on demand. The credential sources (SSO, STS, sign-in) when it finds no credentials in
 * the environment, where Lambda always puts them: a quarter of each bundle would never run. Event streams for
 * operations that stream events, which no service that we call has.
 */
const neverLoaded = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/core/event-streams",
  "@smithy/credential-provider-imds",
];

const entries = ["authorizer", "chats", "directory", "inbox", "me", "stream", "websocket"] as const;

/** A file in `functions/` that exports `handler`. */
export type Entry = (typeof entries)[number];

/**
 * One ESM file, `index.mjs`, and its source map. esbuild is called directly: `NodejsFunction` starts `npx`
 * for each function, which took half of the synth, and its source maps name the output folder, so that the
 * same code had another hash in each place.
 */
export function bundle(entry: Entry): Code {
  return Code.fromAsset(projectRoot, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry("none"), // never started: bundling is local
      command: [entry], // only to tell the functions apart in the CDK's cache of assets
      local: {
        tryBundle: (directory) => {
          built ??= build();
          for (const file of built.filter(({ path }) => basename(dirname(path)) === entry)) {
            writeFileSync(join(directory, basename(file.path)), file.contents);
          }
          return true;
        },
      },
    },
  });
}

/** All functions are built at once, at the first one that is asked for: they share most of their modules. */
let built: OutputFile[] | undefined;

function build(): OutputFile[] {
  return buildSync({
    entryPoints: entries.map((entry) => join(projectRoot, "functions", `${entry}.ts`)),
    outdir: projectRoot, // not written: it makes the paths in the source maps relative to the project
    entryNames: "[name]/index",
    outExtension: { ".js": ".mjs" },
    write: false,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"], // ESM where there is one: it halves module init
    external: neverLoaded,
    minify: true,
    sourcemap: true,
    // Positions and names are enough to read a stack trace; the sources are in the repository.
    sourcesContent: false,
    logLevel: "warning",
  }).outputFiles;
}
