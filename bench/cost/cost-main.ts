import { StartupError } from "../../local/startup-error.ts";
import { openAssembly, openProdAssembly } from "../assembly.ts";
import { Cloud } from "../contenders/cloud.ts";
import { Progress } from "../progress.ts";
import { type BillLine, billOf, sharesOf } from "./bill.ts";
import { billText } from "./bill-text.ts";
import { type CostOptions, readOptions, usage } from "./cost-options.ts";
import { countUsage } from "./count-usage.ts";
import { prices } from "./prices.ts";
import { readStackFacts } from "./stack-facts.ts";
import type { UsagePerAction } from "./totals.ts";

const progress = new Progress();

async function count({
  assembly,
  plan,
}: CostOptions): Promise<{ counted: UsagePerAction; bill: BillLine[] }> {
  const assemblyDir = await openAssembly(assembly, progress);
  const facts = readStackFacts(await openProdAssembly(progress));
  progress.say("starting the local cloud");
  const cloud = await Cloud.start(assemblyDir);
  try {
    progress.say("counting what each action uses");
    const counted = await countUsage(cloud, plan.participants);
    return { counted, bill: billOf(plan, counted, facts) };
  } finally {
    await cloud.stop();
    progress.clear();
  }
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(usage);
  const { counted, bill } = await count(options);
  if (!options.json) return console.log(billText(bill, options.plan));
  const { asOf, region, sources } = prices;
  const json = {
    plan: options.plan,
    prices: { asOf, region, sources },
    counted,
    bill,
    services: sharesOf(bill),
  };
  console.log(JSON.stringify(json, null, 2));
}

try {
  await main();
  process.exit(0);
} catch (error) {
  progress.clear();
  console.error(error instanceof StartupError ? `error: ${error.message}` : error);
  process.exit(1);
}
