import { build } from "esbuild";
import { expect, it } from "vitest";

it("bundles for browsers without code of the server, zod or Node", async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: ["client/chat-client.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    metafile: true,
    write: false,
  });
  expect(Object.keys(metafile.inputs).filter((path) => !path.startsWith("client/"))).toEqual([]);
  expect(outputFiles[0]?.contents.length).toBeLessThan(20_000);
});
