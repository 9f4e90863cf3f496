import { type Bundle, INIT_LIMIT, measureBundles } from "../bundles/measure-bundles.ts";
import type { Findings } from "../report/section.ts";
import { type Measure, ratioText } from "./measure.ts";

/** The size of each function's bundle, and the time to load it. */
export const bundles: Measure = {
  name: "bundles",
  about: "size and init time of each function's bundle",
  run: async (context) => {
    context.progress("bundles: loading each in fresh sandboxes");
    return bundleFindings(
      await measureBundles(context.assemblyDir, context.sizes.inits),
      context.sizes.inits,
    );
  },
};

export function bundleFindings(measured: readonly Bundle[], inits: number): Findings {
  const section = {
    title: "Bundles",
    notes: [
      `Bytes of minified ESM with all dependencies, also of what is loaded on demand; without source maps. Init is the time from a new thread of the local cloud's runtime until the module is loaded: the median of ${inits} rounds in turn, and its ratio to a hello-world handler.`,
      "This is no cold start on AWS, where a micro VM and Node itself start first: some 100 to 200 ms for any function.",
    ],
    columns: [
      { key: "name", title: "function" },
      { key: "bytes", title: "bytes", digits: 0 },
      { key: "init", title: "init, ms", digits: 0 },
      { key: "ratio", title: "÷ hello-world", digits: 2 },
    ],
    rows: measured.map((bundle) => ({ ...bundle })),
  };
  const slowest = Math.max(...measured.map(({ ratio }) => ratio));
  return {
    sections: [section],
    targets: [
      {
        metric: "slowest module init, against hello-world in the same worker",
        target: `≤ ${INIT_LIMIT}×`,
        measured: ratioText(slowest),
        met: slowest <= INIT_LIMIT,
      },
    ],
  };
}
