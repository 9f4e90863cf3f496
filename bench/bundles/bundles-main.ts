import { openAssembly } from "../assembly.ts";
import { bundleFindings } from "../measures/bundles.ts";
import { Progress } from "../progress.ts";
import { targetSection, terminalTable } from "../report/table.ts";
import { measureBundles } from "./measure-bundles.ts";

const usage = `Measures the init time of each function's bundle against a hello-world in the same kind of sandbox, and its size.

  npm run bundles -- [--assembly DIR]`;

const INITS = 9;

if (process.argv.includes("--help")) {
  console.log(usage);
  process.exit(0);
}
const progress = new Progress();
const given = process.argv[2] === "--assembly" ? process.argv[3] : undefined;
const assemblyDir = await openAssembly(given, progress);
progress.say(`loading each bundle ${INITS} times`);
const { sections, targets = [] } = bundleFindings(await measureBundles(assemblyDir, INITS), INITS);
progress.clear();
for (const section of [...sections, targetSection(targets)]) console.log(`\n${terminalTable(section)}`);
process.exit(targets.every(({ met }) => met) ? 0 : 1);
