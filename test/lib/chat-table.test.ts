import { Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import { table } from "../../functions/store/table.ts";
import { stages } from "../../lib/stages.ts";
import { idOf, synthesize } from "./synth.ts";

const dev = synthesize("dev");
const prod = synthesize("prod");
const templates = new Map([
  ["dev", dev],
  ["staging", synthesize("staging")],
  ["prod", prod],
]);

test.each([...templates])(
  "%s has one table, on demand, restorable to any second, with a stream and expiry",
  (_stage, template) => {
    template.resourceCountIs("AWS::DynamoDB::Table", 1);
    template.hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: [
        { AttributeName: table.partitionKey, KeyType: "HASH" },
        { AttributeName: table.sortKey, KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: table.stream },
      TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true },
    });
  },
);

test.each([...templates])("%s keeps or deletes its data as its settings say", (stage, template) => {
  const protectedStage = stages[stage]?.deletionProtection;
  const policy = protectedStage ? "Retain" : "Delete";
  for (const type of ["AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::Logs::LogGroup"]) {
    template.allResources(type, { DeletionPolicy: policy });
  }
  template.allResourcesProperties("AWS::DynamoDB::Table", {
    DeletionProtectionEnabled: protectedStage,
  });
});

test("staging and prod are protected from deletion", () => {
  const survives = Object.entries(stages).filter(([, settings]) => settings.deletionProtection);
  expect(survives.map(([stage]) => stage)).toEqual(["staging", "prod"]);
});

test("prod's table is encrypted with a key of its own, which only DynamoDB may use", () => {
  const key = idOf(prod, "AWS::KMS::Key", "Key");
  prod.hasResourceProperties("AWS::DynamoDB::Table", {
    SSESpecification: { SSEEnabled: true, KMSMasterKeyId: { "Fn::GetAtt": [key, "Arn"] }, SSEType: "KMS" },
  });
  prod.hasResource("AWS::KMS::Key", {
    DeletionPolicy: "Retain",
    Properties: { EnableKeyRotation: true },
  });
  prod.hasResourceProperties("AWS::KMS::Key", {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Principal: { AWS: "*" },
          Condition: {
            StringEquals: {
              "kms:CallerAccount": { Ref: "AWS::AccountId" },
              "kms:ViaService": { "Fn::Join": ["", ["dynamodb.", { Ref: "AWS::Region" }, ".amazonaws.com"]] },
            },
          },
        }),
      ]),
    },
  });
  dev.resourceCountIs("AWS::KMS::Key", 0);
});

test.each([...templates])("%s has no contributor insights, which would show names", (_stage, template) => {
  template.hasResourceProperties("AWS::DynamoDB::Table", {
    ContributorInsightsSpecification: Match.absent(),
  });
});
