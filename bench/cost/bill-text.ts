import { terminalTable } from "../report/table.ts";
import { sum } from "../statistics.ts";
import { assumedPerMonth, type BillLine, sharesOf } from "./bill.ts";
import { assumed } from "./duration.ts";
import type { Plan } from "./plan.ts";
import { prices } from "./prices.ts";

const service = { key: "service", title: "service" };
const money = { key: "dollars", title: "$ a month", digits: 2 };
const percent = { key: "percent", title: "%", digits: 1 };
const part = { key: "part", title: "part" };
const quantity = { key: "quantity", title: "quantity", digits: 1 };

const assumptions = `
Units, invocations, posts and publishes are counted in the local cloud, none on AWS. On AWS the stream waits a second
for fuller batches, so notifying takes fewer invocations, and up to ten publishes are one request.
Assumed: ${assumed.tableCallMs} ms for a table call, ${assumed.postMs} ms for ${assumed.postsAtOnce} posts at once, ${assumed.ownMs} ms of own work per invocation;
${assumedPerMonth.logBytes} bytes of logs per invocation, ${assumedPerMonth.messageBytes} bytes stored per message, all participants of a chat online.
List prices of ${prices.region}, as of ${prices.asOf} (bench/cost/prices.ts), without free tiers, discounts and taxes, from:
${prices.sources.join(", ")}.`;

/** Renders the bill for a terminal: services with their shares, then all lines, then the assumptions. */
export function billText(bill: readonly BillLine[], { users, messages, participants }: Plan): string {
  const total = sum(bill.map(({ dollars }) => dollars));
  const shareOf = (dollars: number) => (total === 0 ? 0 : (dollars / total) * 100);
  const due = bill.filter(({ dollars }) => dollars > 0);
  const services = sharesOf(due).map((one) => ({ ...one, percent: shareOf(one.dollars) }));
  const lines = due.map((one) => ({ ...one, percent: shareOf(one.dollars) }));
  return [
    `${users} users, ${messages} messages a day each, in chats of ${participants}: $${total.toFixed(2)} a month, $${(total / users).toFixed(4)} per user`,
    terminalTable({ columns: [service, money, percent], rows: services }),
    terminalTable({ columns: [service, part, quantity, money, percent], rows: lines }),
    assumptions.trim(),
  ].join("\n\n");
}
