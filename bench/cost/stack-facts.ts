import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** The resources of the stack with fixed monthly costs, and the memory of its functions. */
export interface StackFacts {
  /** Metrics that alarms watch, once per alarm: AWS bills an alarm on a sum by each of its metrics. */
  readonly alarmMetrics: number;
  readonly dashboards: number;
  /** Custom metrics that alarms and dashboards name; AWS's own are free. */
  readonly customMetrics: number;
  readonly secrets: number;
  readonly keys: number;
  /** Rules of the web application firewall; 0 without one. */
  readonly firewallRules: number;
  /** Whether GuardDuty scans posted attachments. */
  readonly scansFiles: boolean;
  /** Whether CloudWatch records the most used keys of the table. */
  readonly contributorInsights: boolean;
  /** In gigabytes. */
  memoryOf(functionName: string): number;
}

/** Counts the resources in the template of an assembly. */
export function readStackFacts(assemblyDir: string): StackFacts {
  const file = readdirSync(assemblyDir).find((name) => name.endsWith(".template.json")) ?? "";
  const { Resources } = Template.parse(JSON.parse(readFileSync(join(assemblyDir, file), "utf8")));
  const all = Object.entries(Resources);
  const count = (type: string) => all.filter(([, { Type }]) => Type === type).length;
  const functions = all.filter(([, { Type }]) => Type === "AWS::Lambda::Function");
  const rules = all.flatMap(([, { Type, Properties }]) =>
    Type === "AWS::WAFv2::WebACL" && Array.isArray(Properties.Rules) ? Properties.Rules : [],
  );
  const propertiesOf = (type: string) =>
    all.flatMap(([, { Type, Properties }]) => (Type === type ? [Properties] : []));
  const watched = propertiesOf("AWS::CloudWatch::Alarm").flatMap(metricsOfAlarm);
  const drawn = propertiesOf("AWS::CloudWatch::Dashboard").flatMap(metricsOfDashboard);
  return {
    alarmMetrics: watched.length,
    dashboards: count("AWS::CloudWatch::Dashboard"),
    customMetrics: new Set([...watched, ...drawn].flatMap(({ own, name }) => (own ? name : []))).size,
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

interface NamedMetric {
  readonly name: string;
  /** Whether it is a custom metric, not one of AWS's. */
  readonly own: boolean;
}

const named = (namespace: string, name: string): NamedMetric => ({
  name,
  own: !namespace.startsWith("AWS/"),
});

const Metric = z.object({ Namespace: z.string(), MetricName: z.string() });
const Alarm = z.union([
  Metric.transform((metric) => [metric]),
  z
    .object({ Metrics: z.array(z.object({ MetricStat: z.object({ Metric }).optional() })) })
    .transform(({ Metrics }) => Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])),
]);

function metricsOfAlarm(properties: unknown): NamedMetric[] {
  return Alarm.parse(properties).map(({ Namespace, MetricName }) => named(Namespace, MetricName));
}

/** A dashboard's body is JSON in parts of a string: each metric begins with its namespace and name. */
function metricsOfDashboard({ DashboardBody }: Readonly<Record<string, unknown>>): NamedMetric[] {
  const metrics = JSON.stringify(DashboardBody).matchAll(/\[\\"([^"\\]+)\\",\\"(\w+)\\"/g);
  return [...metrics].map(([, namespace = "", name = ""]) => named(namespace, name));
}
