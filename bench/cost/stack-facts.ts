import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** What of the stack costs by the month whatever happens, and what memory its functions have. */
export interface StackFacts {
  readonly alarms: number;
  readonly dashboards: number;
  /** Metrics of our own that alarms watch; AWS's own metrics are free. */
  readonly customMetrics: number;
  readonly secrets: number;
  readonly keys: number;
  /** Rules of the web application firewall; 0 where there is none. */
  readonly firewallRules: number;
  /** Are posted attachments scanned by GuardDuty? */
  readonly scansFiles: boolean;
  /** Does CloudWatch show which keys of the table are used most? */
  readonly contributorInsights: boolean;
  /** Gigabytes. */
  memoryOf(functionName: string): number;
}

/** Counts them in the template of an assembly. */
export function readStackFacts(assemblyDir: string): StackFacts {
  const file = readdirSync(assemblyDir).find((name) => name.endsWith(".template.json")) ?? "";
  const { Resources } = Template.parse(JSON.parse(readFileSync(join(assemblyDir, file), "utf8")));
  const all = Object.entries(Resources);
  const count = (type: string) => all.filter(([, { Type }]) => Type === type).length;
  const functions = all.filter(([, { Type }]) => Type === "AWS::Lambda::Function");
  const rules = all.flatMap(([, { Type, Properties }]) =>
    Type === "AWS::WAFv2::WebACL" && Array.isArray(Properties.Rules) ? Properties.Rules : [],
  );
  const watched = all
    .filter(([, { Type }]) => Type === "AWS::CloudWatch::Alarm")
    .filter(([, { Properties }]) => !String(Properties.Namespace ?? "AWS/").startsWith("AWS/"))
    .map(([, { Properties }]) => String(Properties.MetricName));
  return {
    alarms: count("AWS::CloudWatch::Alarm"),
    dashboards: count("AWS::CloudWatch::Dashboard"),
    customMetrics: new Set(watched).size,
    secrets: count("AWS::SecretsManager::Secret"),
    keys: count("AWS::KMS::Key"),
    firewallRules: rules.length,
    scansFiles: count("AWS::GuardDuty::MalwareProtectionPlan") > 0,
    contributorInsights: all.some(([, { Properties }]) => "ContributorInsightsSpecification" in Properties),
    memoryOf: (functionName) => {
      const found = functions.find(([logicalId]) => functionName.includes(logicalId))?.[1];
      return Number(found?.Properties.MemorySize ?? 128) / 1024;
    },
  };
}
