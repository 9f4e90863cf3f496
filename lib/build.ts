import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type OutputFile, type Plugin } from "esbuild";

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

/**
 * Modules that are imported at once and never called: zod's JSON schemas, of which documents are made but no
 * answer, and the cache of endpoints that DynamoDB's client discovers for whoever asks for it. With what
 * they import they would be 25 KB of each bundle.
 */
const neverCalled =
  /\/zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$|\/@aws-sdk\/endpoint-cache\/dist-es\/EndpointCache\.js$/;

/** Of its own, a client wants the version alone, for the user agent: the rest would be 2 KB for each client. */
const clientManifest = /\/@aws-sdk\/client-[\w-]+\/package\.json$/;

/**
 * Leaves of a module its names: empty classes, which can be constructed as clients do, and throw when called.
 * Of a client's manifest it leaves the version.
 */
const hollow: Plugin = {
  name: "hollow",
  setup: ({ onLoad }) => {
    onLoad({ filter: clientManifest }, async ({ path }) => {
      const { version } = Object(JSON.parse(await readFile(path, "utf8")));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
    onLoad({ filter: neverCalled }, async ({ path }) => {
      const names = (await readFile(path, "utf8")).matchAll(/^export (?:const|function|class) (\w+)/gm);
      return { contents: [...names].map(([, name]) => `export class ${name} {}`).join("\n") };
    });
  },
};

/**
 * Builds all entries at once, as they share most of their modules: of each one ESM file, `index.mjs`, and its
 * source map, in memory, in a folder with the entry's name. esbuild is called directly: `NodejsFunction`
 * starts `npx` for each function, which took half of the synth, and its source maps name the output folder,
 * so that the same code had another hash in each place.
 */
export async function buildEntries(entries: readonly string[]): Promise<OutputFile[]> {
  const { outputFiles } = await build({
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
    plugins: [hollow],
    minify: true,
    sourcemap: true,
    // Positions and names are enough to read a stack trace; the sources are in the repository.
    sourcesContent: false,
    logLevel: "warning",
  });
  return outputFiles;
}
