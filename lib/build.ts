import { join } from "node:path";
import { buildSync, type OutputFile } from "esbuild";

const projectRoot = join(import.meta.dirname, "..");

/**
 * The SDK's other sources of credentials (SSO, STS, sign-in). It imports them if the environment holds no
 * credentials, and Lambda always puts them there. Bundled, they split the SDK into twice as many files, which
 * adds 5 to 7 ms to an init of 75 to 85.
 */
const neverLoaded = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

/**
 * Builds one entry in memory: `index.mjs`, files for what it imports on demand, and their source maps.
 * esbuild is called directly: `NodejsFunction` starts `npx` for each function, which took half of the synth,
 * and its source maps name the output folder, so that the same code had another hash in each place.
 */
export function buildEntry(entry: string): OutputFile[] {
  const { outputFiles } = buildSync({
    entryPoints: { index: join(projectRoot, "functions", `${entry}.ts`) },
    absWorkingDir: projectRoot, // file names hold hashes of paths below it
    outdir: projectRoot, // not written: it makes the paths in the source maps relative to the project
    outExtension: { ".js": ".mjs" },
    write: false,
    bundle: true,
    splitting: true, // in one file, what is imported on demand is compiled at init all the same
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"], // the CommonJS sources of the SDK do not load in an ES module
    external: neverLoaded,
    minify: true,
    sourcemap: true,
    // Positions and names are enough to read a stack trace; the sources are in the repository.
    sourcesContent: false,
    logLevel: "warning",
  });
  return outputFiles;
}
