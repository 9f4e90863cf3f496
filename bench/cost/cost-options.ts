import { parseArgs } from "node:util";
import { StartupError } from "../../local/startup-error.ts";
import { defaultPlan, type Plan } from "./plan.ts";
import { prices } from "./prices.ts";

interface Option {
  readonly key: Exclude<keyof Plan, "firewall">;
  readonly about: string;
  readonly from: number;
  readonly to: number;
}

const numbers: Readonly<Record<string, Option>> = {
  users: { key: "users", about: "users of the chat", from: 1, to: 10_000_000 },
  messages: { key: "messages", about: "messages per user and working day", from: 0, to: 10_000 },
  participants: { key: "participants", about: "participants of a typical chat, 2 to 100", from: 2, to: 100 },
  days: { key: "days", about: "working days per month", from: 1, to: 31 },
  "online-hours": { key: "onlineHours", about: "hours per day with an open socket", from: 0, to: 24 },
  opens: { key: "opens", about: "times per day that a user opens the app or a chat", from: 0, to: 10_000 },
  "reads-per-message": {
    key: "readsPerMessage",
    about: "read pointers moved per received message",
    from: 0,
    to: 1,
  },
  devices: { key: "devices", about: "mobile devices per user", from: 0, to: 20 },
  attachments: { key: "attachments", about: "share of messages with an attachment", from: 0, to: 1 },
  "attachment-mb": { key: "attachmentMegabytes", about: "megabytes per attachment", from: 0, to: 25 },
  fetches: { key: "fetches", about: "downloads per attachment", from: 0, to: 1000 },
  "stored-months": { key: "storedMonths", about: "months of stored messages and files", from: 0, to: 1200 },
};

export const usage = `Computes the monthly bill at AWS's list prices from units that the local cloud counts in this run.

  npm run cost -- [options]

Options
${Object.entries(numbers)
  .map(([name, { key, about }]) => `  --${name.padEnd(18)} ${about} (default: ${defaultPlan[key]})`)
  .join("\n")}
  --no-waf             without the stage's web application firewall
  --json               the bill as JSON
  --assembly DIR       an existing cloud assembly (default: synthesizes one)
  --help               this text

Fixed monthly costs (alarms, dashboard, firewall, keys) are those of the stage prod.
Prices: ${prices.region}, as of ${prices.asOf}, first tier, without free tiers, discounts and taxes.`;

export interface CostOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly assembly: string | undefined;
  readonly plan: Plan;
}

/** @throws StartupError on an unknown option, or a value out of range */
export function readOptions(args: string[]): CostOptions {
  const values = valuesOf(args);
  const chosen = Object.entries(numbers).flatMap(([name, { key, from, to }]) => {
    const text = values[name];
    if (typeof text !== "string") return [];
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (value >= from && value <= to) return [[key, value] as const];
    throw new StartupError(`--${name} ${text}: must be a number from ${from} to ${to}`);
  });
  return {
    help: values.help === true,
    json: values.json === true,
    assembly: typeof values.assembly === "string" ? values.assembly : undefined,
    plan: { ...defaultPlan, ...Object.fromEntries(chosen), firewall: values["no-waf"] !== true },
  };
}

function valuesOf(args: string[]): Record<string, unknown> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = Object.fromEntries(Object.keys(numbers).map((name) => [name, text]));
  try {
    return {
      ...parseArgs({ args, options: { ...options, assembly: text, json: flag, "no-waf": flag, help: flag } })
        .values,
    };
  } catch (error) {
    throw new StartupError(`${error instanceof Error ? error.message : error} (--help shows the options)`);
  }
}
