import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { findFailureBucket, findStreamFunction } from "../../bin/redrive/find-target.ts";

const lambda = mockClient(LambdaClient);
const client = new LambdaClient({ region: "us-east-1" });
beforeEach(() => lambda.reset());

const named = (...names: string[]) => names.map((FunctionName) => ({ FunctionName }));

describe("the stream function of a stage", () => {
  it("is found by its name on any page", async () => {
    lambda
      .on(ListFunctionsCommand)
      .resolves({ Functions: named("internal-chat-dev-FunctionsStream1", "other"), NextMarker: "2" })
      .on(ListFunctionsCommand, { Marker: "2" })
      .resolves({
        Functions: named("internal-chat-prod-FunctionsChats1", "internal-chat-prod-FunctionsStream1-x"),
      });
    expect(await findStreamFunction(client, "prod")).toBe("internal-chat-prod-FunctionsStream1-x");
  });

  it("must be exactly one", async () => {
    lambda.on(ListFunctionsCommand).resolves({
      Functions: named("internal-chat-prod-FunctionsStream1", "internal-chat-prod-FunctionsStream2"),
    });
    await expect(findStreamFunction(client, "prod")).rejects.toThrow("2 functions begin with");
    await expect(findStreamFunction(client, "moon")).rejects.toThrow("0 functions begin with");
  });
});

describe("the bucket of failed batches", () => {
  const to = (Destination: string) => ({ DestinationConfig: { OnFailure: { Destination } } });

  it("is the event source's on-failure bucket", async () => {
    lambda.on(ListEventSourceMappingsCommand, { FunctionName: "stream" }).resolves({
      EventSourceMappings: [{}, to("arn:aws:sqs:us-east-1:1:queue"), to("arn:aws:s3:::failed")],
    });
    expect(await findFailureBucket(client, "stream")).toBe("failed");
  });

  it("is reported as missing if no event source has one", async () => {
    lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [{}] });
    await expect(findFailureBucket(client, "stream")).rejects.toThrow(
      "no event source with an on-failure bucket",
    );
  });
});
