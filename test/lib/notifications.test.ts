import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import * as z from "zod";
import { notifiedKinds, table } from "../../functions/store/table.ts";
import { stages } from "../../lib/stages.ts";
import { functionNames, idOf, resources, statementsOf, synthesize } from "./synth.ts";

const template = synthesize("prod");
const failureBucketArn = { "Fn::GetAtt": [idOf(template, "AWS::S3::Bucket", "FailedBatches"), "Arn"] };

test("the stream starts the function for new entries of the notified kinds only", () => {
  const [mapping, ...others] = resources(template, "AWS::Lambda::EventSourceMapping").values();
  const Filters = z.object({ Filters: z.array(z.object({ Pattern: z.string() })) });
  const filters = Filters.parse(mapping?.FilterCriteria).Filters;

  expect(others).toEqual([]);
  expect(filters.map((filter) => JSON.parse(filter.Pattern))).toEqual([
    { eventName: ["INSERT"], dynamodb: { NewImage: { [table.entryKind]: { S: [...notifiedKinds] } } } },
  ]);
});

test("a batch that fails is bisected, retried until it is too old, and then kept in the on-failure bucket", () => {
  template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
    FunctionName: { Ref: idOf(template, "AWS::Lambda::Function", "Stream") },
    EventSourceArn: { "Fn::GetAtt": [Match.anyValue(), "StreamArn"] },
    StartingPosition: "TRIM_HORIZON",
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 1,
    ParallelizationFactor: 4,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 540,
    MaximumRecordAgeInSeconds: 6 * 3600,
    DestinationConfig: {
      OnFailure: { Destination: failureBucketArn },
    },
  });
});

test("while SNS throttles, age ends the retries: each waits until the batch is late", () => {
  const notify = readFileSync(
    join(import.meta.dirname, "../../functions/domain/notifications/notify.ts"),
    "utf8",
  );
  const [, wait = ""] = /^const WORK_MS = ([\d_]+);$/m.exec(notify) ?? [];
  const waitMs = Number(wait.replaceAll("_", ""));
  expect(waitMs).toBeGreaterThan(0);
  const Retries = z.object({ MaximumRetryAttempts: z.number(), MaximumRecordAgeInSeconds: z.number() });
  for (const stage of Object.keys(stages)) {
    const [mapping] = resources(synthesize(stage), "AWS::Lambda::EventSourceMapping").values();
    const { MaximumRetryAttempts, MaximumRecordAgeInSeconds } = Retries.parse(mapping);
    expect(MaximumRetryAttempts * waitMs).toBeGreaterThanOrEqual(MaximumRecordAgeInSeconds * 1000);
    expect(MaximumRetryAttempts).toBeLessThanOrEqual(10_000); // Lambda's maximum
  }
});

test("failed batches are in a private, encrypted, versioned bucket for 90 days", () => {
  template.hasResourceProperties("AWS::S3::Bucket", {
    BucketEncryption: Match.objectLike({ ServerSideEncryptionConfiguration: [Match.anyValue()] }),
    VersioningConfiguration: { Status: "Enabled" },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    LifecycleConfiguration: {
      Rules: [
        { Status: "Enabled", ExpirationInDays: 90, NoncurrentVersionExpiration: { NoncurrentDays: 14 } },
      ],
    },
  });
});

test("S3 announces each failed batch on an encrypted queue, which admits it before the bucket is created", () => {
  const queue = idOf(template, "AWS::SQS::Queue", "FailedBatches");
  const policy = idOf(template, "AWS::SQS::QueuePolicy", "FailedBatches");
  template.hasResource("AWS::S3::Bucket", {
    Properties: {
      NotificationConfiguration: {
        QueueConfigurations: [{ Event: "s3:ObjectCreated:*", Queue: { "Fn::GetAtt": [queue, "Arn"] } }],
      },
    },
    DependsOn: Match.arrayWith([policy]),
  });
  template.hasResourceProperties("AWS::SQS::Queue", {
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 14 * 24 * 3600,
  });
  template.hasResourceProperties("AWS::SQS::QueuePolicy", {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: "Allow",
          Principal: { Service: "s3.amazonaws.com" },
          Action: "sqs:SendMessage",
          Condition: Match.objectLike({ StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } }),
        }),
      ]),
    },
  });
});

test("the stream function may write failed batches, and neither read nor delete them", () => {
  const onBucket = statementsOf(template, "Stream").filter(({ Action }) =>
    Action.some((action) => action.startsWith("s3:")),
  );
  expect(onBucket.map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [["s3:PutObject"], { "Fn::Join": ["", [failureBucketArn, "/*"]] }],
    [["s3:ListBucket"], failureBucketArn],
  ]);
});

test("the topic is encrypted; topic, queue and bucket refuse plain HTTP", () => {
  template.hasResourceProperties("AWS::SNS::Topic", {
    KmsMasterKeyId: { "Fn::Join": ["", Match.arrayWith([":alias/aws/sns"])] },
  });
  const plainHttp = { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } };
  for (const type of ["AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy"]) {
    template.hasResourceProperties(type, {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(plainHttp)]) },
    });
  }
});

test("the stream function may publish to the topic, and no other function may", () => {
  const topic = { Ref: idOf(template, "AWS::SNS::Topic", "NotificationsTopic") };
  const publish = statementsOf(template, "Stream").find(({ Action }) => Action.includes("sns:Publish"));
  expect(publish?.Resource).toEqual(topic);
  for (const name of functionNames.filter((other) => other !== "Stream")) {
    const actions = statementsOf(template, name).flatMap(({ Action }) => Action);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => action.startsWith("sns:"))).toEqual([]);
  }
});
