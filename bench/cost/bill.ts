import { totalOf } from "../servers/usage.ts";
import { sum } from "../statistics.ts";
import { monthOf, type Plan } from "./plan.ts";
import { prices } from "./prices.ts";
import type { StackFacts } from "./stack-facts.ts";
import { type Totals, totalsOf, type UsagePerAction } from "./totals.ts";

/** Assumptions about what the local cloud cannot count. */
export const assumedPerMonth = {
  /** Bytes of logs per invocation, including the platform's own lines. */
  logBytes: 900,
  /** Share of requests that X-Ray records by its default rule. */
  traced: 0.05,
  /** Bytes of a message in the table, without its receipt and its backup. */
  messageBytes: 1000,
  /** Bytes transferred per answer and per post. */
  answerBytes: 2000,
  postBytes: 600,
} as const;

export interface BillLine {
  readonly service: string;
  readonly part: string;
  readonly quantity: number;
  readonly dollars: number;
}

const GIGABYTE = 1024 ** 3;

/** Computes the monthly bill at list prices, line by line. */
export function billOf(plan: Plan, counted: UsagePerAction, facts: StackFacts): BillLine[] {
  const totals = totalsOf(plan, counted, facts.memoryOf);
  return [
    ...computeLines(totals),
    ...gatewayLines(plan, totals),
    ...messagingLines(plan, totals),
    ...storageLines(plan, totals),
    ...monitoringLines(facts, totals),
    ...securityLines(plan, facts, totals),
  ].map(({ price, ...line }) => ({ ...line, dollars: line.quantity * price }));
}

interface PricedLine extends Omit<BillLine, "dollars"> {
  readonly price: number;
}

const line = (service: string, part: string, amount: { quantity: number; price: number }): PricedLine => ({
  service,
  part,
  ...amount,
});

function computeLines({ usage, gigabyteSeconds: seconds }: Totals): PricedLine[] {
  const { invocations, readUnits, writeUnits } = totalOf(usage);
  const { lambda, dynamodb } = prices;
  return [
    line("Lambda", "requests", { quantity: invocations, price: lambda.request }),
    line("Lambda", "GB-seconds", { quantity: seconds, price: lambda.gigabyteSecond }),
    line("DynamoDB", "write units", { quantity: writeUnits, price: dynamodb.writeUnit }),
    line("DynamoDB", "read units", { quantity: readUnits, price: dynamodb.readUnit }),
  ];
}

function gatewayLines(plan: Plan, { usage, ...totals }: Totals): PricedLine[] {
  const { apiGateway } = prices;
  const { connectionMinutes } = monthOf(plan);
  return [
    line("API Gateway REST", "requests", { quantity: totals.requests, price: apiGateway.restRequest }),
    line("API Gateway WebSocket", "messages", {
      quantity: totals.frames + usage.posts,
      price: apiGateway.socketMessage,
    }),
    line("API Gateway WebSocket", "connection minutes", {
      quantity: connectionMinutes,
      price: apiGateway.connectionMinute,
    }),
  ];
}

/** Each publish to the topic is one notification, which goes to each device of the user, too. */
function messagingLines({ devices }: Plan, { usage }: Totals): PricedLine[] {
  const { publishes } = usage;
  return [
    line("SNS", "publishes to the topic", { quantity: publishes, price: prices.sns.publish }),
    line("SNS", "publishes to devices", { quantity: publishes * devices, price: prices.sns.publish }),
    line("SNS", "mobile pushes", { quantity: publishes * devices, price: prices.sns.mobilePush }),
  ];
}

function storageLines(plan: Plan, { usage, ...totals }: Totals): PricedLine[] {
  const { s3, dynamodb } = prices;
  const { sends, uploads } = monthOf(plan);
  const tableGigabytes = (sends * plan.storedMonths * assumedPerMonth.messageBytes) / GIGABYTE;
  const fileGigabytes = (uploads * plan.attachmentMegabytes) / 1024;
  const sent = totals.requests * assumedPerMonth.answerBytes + usage.posts * assumedPerMonth.postBytes;
  return [
    line("DynamoDB", "GB stored", { quantity: tableGigabytes, price: dynamodb.gigabyteMonth }),
    line("DynamoDB", "GB of backups", { quantity: tableGigabytes, price: dynamodb.backupGigabyteMonth }),
    line("S3", "GB stored", { quantity: fileGigabytes * plan.storedMonths, price: s3.gigabyteMonth }),
    line("S3", "uploads", { quantity: uploads, price: s3.put }),
    line("S3", "downloads", { quantity: uploads * plan.fetches, price: s3.get }),
    line("Transfer", "GB to the internet", {
      quantity: fileGigabytes * plan.fetches + sent / GIGABYTE,
      price: s3.transferGigabyte,
    }),
  ];
}

function monitoringLines(facts: StackFacts, { usage, ...totals }: Totals): PricedLine[] {
  const { cloudwatch, contributorInsights: insights, xray } = prices;
  const { invocations, readUnits, writeUnits } = totalOf(usage);
  const insightsOn = facts.contributorInsights ? 1 : 0;
  // Each access to an item is two events: one for its partition key, one for its whole key.
  const events = 2 * insightsOn * (readUnits + writeUnits);
  const logs = (invocations * assumedPerMonth.logBytes) / GIGABYTE;
  const traces = (totals.requests + totals.frames / 2) * assumedPerMonth.traced;
  return [
    line("CloudWatch", "GB of logs", { quantity: logs, price: cloudwatch.logGigabyte }),
    line("CloudWatch", "custom metrics", {
      quantity: facts.customMetrics,
      price: cloudwatch.metricMonth,
    }),
    line("CloudWatch", "metrics of alarms", { quantity: facts.alarmMetrics, price: cloudwatch.alarmMonth }),
    line("CloudWatch", "dashboards", { quantity: facts.dashboards, price: cloudwatch.dashboardMonth }),
    line("CloudWatch", "rules of contributor insights", {
      quantity: insightsOn * insights.rules,
      price: insights.ruleMonth,
    }),
    line("CloudWatch", "events of contributor insights", { quantity: events, price: insights.event }),
    line("X-Ray", "traces", { quantity: traces, price: xray.trace }),
  ];
}

function securityLines(plan: Plan, facts: StackFacts, { requests }: Totals): PricedLine[] {
  const { waf, secrets, guardduty } = prices;
  const rules = plan.firewall ? facts.firewallRules : 0;
  const guarded = rules > 0 ? 1 : 0;
  const scanned = facts.scansFiles ? monthOf(plan).uploads : 0;
  const scannedGigabytes = (scanned * plan.attachmentMegabytes) / 1024;
  return [
    line("WAF", "web ACL", { quantity: guarded, price: waf.aclMonth }),
    line("WAF", "rules", { quantity: rules, price: waf.ruleMonth }),
    line("WAF", "requests", { quantity: guarded * requests, price: waf.request }),
    line("GuardDuty", "GB scanned", { quantity: scannedGigabytes, price: guardduty.gigabyte }),
    line("GuardDuty", "files scanned", { quantity: scanned, price: guardduty.object }),
    line("KMS, Secrets Manager", "secrets", { quantity: facts.secrets, price: secrets.secretMonth }),
    line("KMS, Secrets Manager", "keys", { quantity: facts.keys, price: secrets.keyMonth }),
  ];
}

export interface ServiceShare {
  readonly service: string;
  readonly dollars: number;
  /** From 0 to 1. */
  readonly share: number;
}

/** Sums the bill by service, the most expensive first. */
export function sharesOf(bill: readonly BillLine[]): ServiceShare[] {
  const total = sum(bill.map(({ dollars }) => dollars));
  const services = [...new Set(bill.map(({ service }) => service))];
  return services
    .map((service) => {
      const dollars = sum(bill.filter((one) => one.service === service).map((one) => one.dollars));
      return { service, dollars, share: total === 0 ? 0 : dollars / total };
    })
    .sort((one, other) => other.dollars - one.dollars);
}
