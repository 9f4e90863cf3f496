import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { buildEntry } from "./build.ts";
import type { Entry } from "./function-table.ts";

/** The code of a function, built unless the stack is synthesized without bundles. */
export function bundle(entry: Entry): Code {
  return Code.fromAsset(join(import.meta.dirname, ".."), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry("none"), // never started: bundling is local
      command: [entry], // only to tell the functions apart in the CDK's cache of assets
      local: {
        tryBundle: (directory) => {
          for (const file of buildEntry(entry))
            writeFileSync(join(directory, basename(file.path)), file.contents);
          return true;
        },
      },
    },
  });
}
