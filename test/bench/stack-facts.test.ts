import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readStackFacts } from "../../bench/cost/stack-facts.ts";
import { synthesize } from "../lib/synth.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stack-facts-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function factsOf(template: object) {
  writeFileSync(join(folder, "one.template.json"), JSON.stringify(template));
  return readStackFacts(folder);
}

it("counts metrics once per alarm that watches them, and each custom metric once", () => {
  const metric = (Namespace: string, MetricName: string) => ({ Namespace, MetricName });
  const part = (Metric: object) => ({ Id: "a", MetricStat: { Metric, Period: 60, Stat: "Sum" } });
  const alarm = (Properties: object) => ({ Type: "AWS::CloudWatch::Alarm", Properties });
  const sum = [
    { Id: "e", Expression: "a + b" },
    part(metric("AWS/X", "Calls")),
    part(metric("chat", "Sent")),
  ];
  const body = [
    '{"metrics":[["chat","Sent","service","a"],["chat","Late"],["AWS/X","Calls"]],"r":"',
    { Ref: "R" },
  ];
  const Resources = {
    Plain: alarm(metric("AWS/X", "Errors")),
    Sum: alarm({ Metrics: sum }),
    Dashboard: {
      Type: "AWS::CloudWatch::Dashboard",
      Properties: { DashboardBody: { "Fn::Join": ["", body] } },
    },
  };
  expect(factsOf({ Resources })).toMatchObject({ alarmMetrics: 3, customMetrics: 2, dashboards: 1 });
});

it("finds resources with fixed monthly costs in the stage prod and none of them in dev", () => {
  const { alarmMetrics, customMetrics, firewallRules, ...prod } = factsOf(synthesize("prod").toJSON());
  expect(prod).toMatchObject({
    dashboards: 1,
    secrets: 1,
    keys: 1,
    scansFiles: true,
    contributorInsights: false,
  });
  expect(Math.min(alarmMetrics, customMetrics, firewallRules)).toBeGreaterThan(3);
  const none = { alarmMetrics: 0, firewallRules: 0, keys: 0, scansFiles: false };
  expect(factsOf(synthesize("dev").toJSON())).toMatchObject(none);
});
