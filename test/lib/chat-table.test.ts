import { expect, test } from "vitest";
import { table } from "../../functions/store/table.ts";
import { stages } from "../../lib/stages.ts";
import { synthesize } from "./synth.ts";

const templates = new Map(Object.keys(stages).map((stage) => [stage, synthesize(stage)]));

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

test.each([...templates])("%s keeps or drops its data as its settings say", (stage, template) => {
  const protectedStage = stages[stage]?.deletionProtection;
  const policy = protectedStage ? "Retain" : "Delete";
  for (const type of ["AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::Logs::LogGroup"]) {
    template.allResources(type, { DeletionPolicy: policy });
  }
  template.allResourcesProperties("AWS::DynamoDB::Table", {
    DeletionProtectionEnabled: protectedStage,
  });
});

test("what users wrote survives a mistake in staging and prod", () => {
  const survives = Object.entries(stages).filter(([, settings]) => settings.deletionProtection);
  expect(survives.map(([stage]) => stage)).toEqual(["staging", "prod"]);
});
