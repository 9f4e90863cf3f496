import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { headingsOf } from "../support/markdown.ts";
import { functionNames, idOf, resources, synthesize } from "./synth.ts";

const template = synthesize("prod");
const withoutAlarms = synthesize("dev");
const topicArn = "arn:aws:sns:eu-west-1:123456789012:oncall";
const shared = synthesize("dev", { alarms: { topicArn } });
const mailing = synthesize("dev", { alarms: { email: "oncall@crm.example" } });
const Alarm = z.object({
  AlarmDescription: z.string(),
  Threshold: z.number(),
  TreatMissingData: z.string(),
  AlarmActions: z.array(z.unknown()),
  OKActions: z.array(z.unknown()),
  MetricName: z.string().optional(),
});
const alarms = new Map(
  [...resources(template, "AWS::CloudWatch::Alarm")].map(([id, properties]) => [id, Alarm.parse(properties)]),
);

const readDoc = (page: string) => readFileSync(join(import.meta.dirname, "../../docs", page), "utf8");
const headings = headingsOf(readDoc("runbook.md"));

describe.each([...alarms])("%s", (_id, alarm) => {
  it("says what users notice, and links to a section of the runbook", () => {
    const [, impact = "", section = ""] =
      /^(.{20,}\.) Runbook: docs\/runbook\.md#([\w-]+)$/.exec(alarm.AlarmDescription) ?? [];
    expect(impact).not.toBe("");
    expect(headings).toContain(section);
  });

  it("notifies the topic when it begins and ends; missing data is no alarm", () => {
    const topic = { Ref: idOf(template, "AWS::SNS::Topic", "Alarms") };
    expect(alarm).toMatchObject({
      AlarmActions: [topic],
      OKActions: [topic],
      TreatMissingData: "notBreaching",
    });
  });
});

describe("alarms", () => {
  it.each(functionNames)("watch errors and throttles of %s", (name) => {
    const of = {
      Dimensions: [{ Name: "FunctionName", Value: { Ref: idOf(template, "AWS::Lambda::Function", name) } }],
    };
    template.hasResourceProperties("AWS::CloudWatch::Alarm", { MetricName: "Errors", ...of });
    template.hasResourceProperties("AWS::CloudWatch::Alarm", { MetricName: "Throttles", ...of });
  });

  it.each([
    ["late notifications", { MetricName: "IteratorAge", Threshold: 300_000 }],
    ["failed batches", { MetricName: "ApproximateNumberOfMessagesVisible", Threshold: 1 }],
    ["unreachable subscribers", { MetricName: "NumberOfNotificationsFailed" }],
    ["refused pushes", { MetricName: "PushesRefused", Statistic: "Sum" }],
    ["failing requests", { MetricName: "5XXError", Statistic: "Sum" }],
    ["slow requests", { MetricName: "Latency", ExtendedStatistic: "p99", Threshold: 3000 }],
    ["slow frames", { MetricName: "IntegrationLatency", ExtendedStatistic: "p99", Threshold: 3000 }],
    ["the firewall", { MetricName: "BlockedRequests", Namespace: "AWS/WAFV2" }],
  ])("watch %s", (_what, properties) => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", properties);
  });

  it("watch the firewall under the name of its metrics", () => {
    const [acl] = resources(template, "AWS::WAFv2::WebACL").values();
    const { MetricName } = z.object({ MetricName: z.string() }).parse(acl?.VisibilityConfig);
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "BlockedRequests",
      Dimensions: Match.arrayWith([{ Name: "WebACL", Value: MetricName }]),
    });
  });

  it("begin at 70 % of the account's request rate, pushes included", () => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      Threshold: 7000 * 60,
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: "FILL(rest, 0) + FILL(frames, 0) + FILL(pushes, 0)" }),
        Match.objectLike({
          Id: "pushes",
          MetricStat: Match.objectLike({
            Metric: Match.objectLike({ MetricName: "Deliveries", Namespace: "internal-chat-prod" }),
          }),
        }),
      ]),
    });
  });

  it("are as many as docs/deploy.md says", () => {
    expect(readDoc("deploy.md")).toContain(`${alarms.size} alarms`);
  });

  it("are left out of a stage without alarm settings", () => {
    withoutAlarms.resourceCountIs("AWS::CloudWatch::Alarm", 0);
  });

  it("may publish to the topic, if they are of this account; nothing else may", () => {
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      Topics: [{ Ref: idOf(template, "AWS::SNS::Topic", "Alarms") }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
          Match.objectLike({
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
          }),
        ],
      },
    });
  });

  it("go to the stage's mail address or existing topic", () => {
    mailing.hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "email",
      Endpoint: "oncall@crm.example",
    });
    shared.allResourcesProperties("AWS::CloudWatch::Alarm", { AlarmActions: [topicArn] });
  });
});

describe("the functions' own metrics", () => {
  it("are in the stack's namespace", () => {
    template.allResourcesProperties("AWS::Lambda::Function", {
      Environment: { Variables: Match.objectLike({ POWERTOOLS_METRICS_NAMESPACE: "internal-chat-prod" }) },
    });
  });

  it("are all on the one dashboard", () => {
    const [dashboard, ...others] = resources(template, "AWS::CloudWatch::Dashboard").values();
    expect(others).toEqual([]);
    for (const name of [
      "MessagesSent",
      "Deliveries",
      "GoneConnections",
      "AppendConflicts",
      "SendLatency",
      "NotificationLag",
    ]) {
      expect(JSON.stringify(dashboard?.DashboardBody)).toContain(name);
    }
  });
});
