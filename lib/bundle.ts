import { writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import type { OutputFile } from "esbuild";
import { buildEntries } from "./build.ts";
import { type Entry, functionTable } from "./function-table.ts";

let built: readonly OutputFile[] = [];

/** Builds what `bundle` hands out. esbuild takes plugins only where it is awaited, and constructs cannot wait. */
export async function prepareBundles(): Promise<void> {
  built = await buildEntries(functionTable.map(({ entry }) => entry));
}

/** The code of a function; asked for after `prepareBundles`, unless the stack is synthesized without bundles. */
export function bundle(entry: Entry): Code {
  return Code.fromAsset(join(import.meta.dirname, ".."), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry("none"), // never started: bundling is local
      command: [entry], // only to tell the functions apart in the CDK's cache of assets
      local: {
        tryBundle: (directory) => {
          const files = built.filter(({ path }) => basename(dirname(path)) === entry);
          if (files.length === 0)
            throw new Error(`functions/${entry}.ts is not built: prepareBundles comes first`);
          for (const file of files) writeFileSync(join(directory, basename(file.path)), file.contents);
          return true;
        },
      },
    },
  });
}
