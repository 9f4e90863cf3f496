import { StartupError } from "../../local/startup-error.ts";
import { openAssembly, openProduction } from "../assembly.ts";
import { Cloud } from "../contenders/cloud.ts";
import { Progress } from "../progress.ts";
import { terminalTable } from "../report/table.ts";
import { sum } from "../statistics.ts";
import { assumedPerMonth, type BillLine, billOf, sharesOf } from "./bill.ts";
import { countUsage } from "./count.ts";
import { assumed } from "./duration.ts";
import { type CostOptions, readOptions, usage } from "./options.ts";
import { prices } from "./prices.ts";
import { readStackFacts } from "./stack-facts.ts";
import type { Counted } from "./totals.ts";

const progress = new Progress();

async function count({ assembly, plan }: CostOptions): Promise<{ counted: Counted; bill: BillLine[] }> {
  const assemblyDir = await openAssembly(assembly, progress);
  const facts = readStackFacts(await openProduction(progress));
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

function print(bill: readonly BillLine[], { plan }: CostOptions): void {
  const total = sum(bill.map(({ dollars }) => dollars));
  const money = { key: "dollars", title: "$ a month", digits: 2 };
  const share = { key: "percent", title: "%", digits: 1 };
  const percent = (dollars: number) => (total === 0 ? 0 : (dollars / total) * 100);
  console.log(
    `${plan.users} users, ${plan.messages} messages a day each, in chats of ${plan.participants}: $${total.toFixed(2)} a month, $${(total / plan.users).toFixed(4)} per user\n`,
  );
  const services = sharesOf(bill).map(({ service, dollars }) => ({
    service,
    dollars,
    percent: percent(dollars),
  }));
  console.log(
    terminalTable({ columns: [{ key: "service", title: "service" }, money, share], rows: services }),
  );
  console.log(
    `\n${terminalTable({
      columns: [
        { key: "service", title: "service" },
        { key: "part", title: "part" },
        { key: "quantity", title: "quantity", digits: 1 },
        money,
        share,
      ],
      rows: bill
        .filter(({ dollars }) => dollars > 0)
        .map(({ dollars, ...line }) => ({ ...line, dollars, percent: percent(dollars) })),
    })}`,
  );
  console.log(`
Units, invocations, posts and publishes were counted in the local cloud; nothing was measured on AWS. There the stream
waits a second for fuller batches, so notifying takes fewer invocations; its publishes of up to ten are one request.
Assumed: ${assumed.tableCallMs} ms for a call of the table, ${assumed.postMs} ms for ${assumed.postsAtOnce} posts at once, ${assumed.ownMs} ms of own work per invocation; ${assumedPerMonth.logBytes} bytes of logs per invocation, ${assumedPerMonth.messageBytes} bytes stored per message, everybody of a chat online.
List prices of ${prices.region}, as of ${prices.asOf} (bench/cost/prices.ts): ${prices.sources.join(", ")}. No free tier, no discount, no tax.`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(usage);
  const { counted, bill } = await count(options);
  if (!options.json) return print(bill, options);
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
