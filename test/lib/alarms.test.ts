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
  const ofFunction = (name: string) => ({
    Dimensions: [{ Name: "FunctionName", Value: { Ref: idOf(template, "AWS::Lambda::Function", name) } }],
  });

  it.each(functionNames)("watch throttles of %s", (name) => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "Throttles",
      ...ofFunction(name),
    });
  });

  it.each(functionNames.filter((name) => name !== "Authorizer"))("watch errors of %s", (name) => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", { MetricName: "Errors", ...ofFunction(name) });
  });

  it("count no expired token: of the authorizer, they watch tokens that could not be checked", () => {
    template.resourcePropertiesCountIs(
      "AWS::CloudWatch::Alarm",
      { MetricName: "Errors", ...ofFunction("Authorizer") },
      0,
    );
    const id = idOf(template, "AWS::CloudWatch::Alarm", "AuthorizerErrors");
    expect(resources(template, "AWS::CloudWatch::Alarm").get(id)).toMatchObject({
      Namespace: "internal-chat-prod",
      MetricName: "TokensNotVerified",
      Dimensions: [{ Name: "service", Value: "internal-chat" }],
      Statistic: "Sum",
    });
    template.hasResourceProperties("AWS::Logs::MetricFilter", {
      LogGroupName: { Ref: idOf(template, "AWS::Logs::LogGroup", "AuthorizerLogs") },
      FilterPattern: '{ $.message = "token not verified" }',
      MetricTransformations: [
        {
          MetricNamespace: "internal-chat-prod",
          MetricName: "TokensNotVerified",
          MetricValue: "1",
          Dimensions: [{ Key: "service", Value: "$.service" }],
          DefaultValue: Match.absent(), // CloudWatch refuses one beside dimensions
        },
      ],
    });
    expect(
      readFileSync(join(import.meta.dirname, "../../functions/authorizer/authorize.ts"), "utf8"),
    ).toContain('log.error("token not verified"');
  });

  it("watch the stream's records that were given up, and no queue: S3 sends it a test event", () => {
    const id = idOf(template, "AWS::CloudWatch::Alarm", "FailedBatches");
    const mapping = { Ref: idOf(template, "AWS::Lambda::EventSourceMapping", "Stream") };
    const counted = (MetricName: string) =>
      expect.objectContaining({
        MetricStat: expect.objectContaining({
          Stat: "Sum",
          Metric: {
            Namespace: "AWS/Lambda",
            MetricName,
            Dimensions: [{ Name: "EventSourceMappingUUID", Value: mapping }],
          },
        }),
      });
    expect(resources(template, "AWS::CloudWatch::Alarm").get(id)).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
      Metrics: [
        expect.objectContaining({ Expression: "FILL(kept, 0) + FILL(dropped, 0)" }),
        counted("OnFailureDestinationDeliveredEventCount"),
        counted("DroppedEventCount"),
      ],
    });
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      MetricsConfig: { Metrics: ["EventCount"] }, // off by default
    });
    expect(JSON.stringify([...resources(template, "AWS::CloudWatch::Alarm").values()])).not.toContain(
      "AWS/SQS",
    );
  });

  it.each([
    ["late notifications", { MetricName: "IteratorAge", Threshold: 300_000 }],
    ["unreachable subscribers", { MetricName: "NumberOfNotificationsFailed" }],
    ["refused pushes to phones", { MetricName: "PushesRefused", Statistic: "Sum" }],
    ["failed pushes to sockets", { MetricName: "PushesFailed", Statistic: "Sum" }],
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

  it("begin at 70 % of the account's request rate, pushes counted once: MessageCount includes them", () => {
    const metric = (Id: string, MetricName: string) =>
      Match.objectLike({
        Id,
        MetricStat: Match.objectLike({
          Metric: Match.objectLike({ MetricName, Namespace: "AWS/ApiGateway" }),
        }),
      });
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      Threshold: 7000 * 60,
      Metrics: [
        Match.objectLike({ Expression: "FILL(rest, 0) + FILL(frames, 0)" }),
        metric("rest", "Count"),
        metric("frames", "MessageCount"),
      ],
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
      "PushesFailed",
      "AppendConflicts",
      "SendLatency",
      "NotificationLag",
    ]) {
      expect(JSON.stringify(dashboard?.DashboardBody)).toContain(name);
    }
  });
});
