import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { buildSync } from "esbuild";

const projectRoot = join(import.meta.dirname, "..");

/**
 * The SDK imports these on demand, when it finds no credentials in the environment. Lambda always puts them
 * there, so a quarter of each bundle would be clients (SSO, STS, sign-in) that never run.
 */
const unusedCredentialSources = [
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
];

/**
 * One ESM file and its source map from `functions/{entry}.ts`. esbuild is called directly: `NodejsFunction`
 * starts `npx` for each function, which took half of the synth, and its source maps name the output folder,
 * so that the same code had another hash in each place.
 */
export function bundle(entry: string): Code {
  return Code.fromAsset(projectRoot, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry("none"), // never started: bundling is local
      command: [entry], // only to tell the functions apart in the CDK's cache of assets
      local: {
        tryBundle: (directory) => {
          for (const file of build(entry)) writeFileSync(join(directory, basename(file.path)), file.contents);
          return true;
        },
      },
    },
  });
}

function build(entry: string) {
  return buildSync({
    entryPoints: [join(projectRoot, "functions", `${entry}.ts`)],
    outfile: join(projectRoot, "index.mjs"), // not written: sources in the map become relative to the project
    write: false,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"], // ESM where there is one: it halves module init
    external: unusedCredentialSources,
    minify: true,
    sourcemap: true,
    // Positions and names are enough to read a stack trace; the sources are in the repository.
    sourcesContent: false,
    logLevel: "warning",
  }).outputFiles;
}
