import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { MobilePush, type PushApplications } from "../../lib/push.ts";
import { resources } from "./synth.ts";

const apns = "arn:aws:sns:eu-west-1:123456789012:app/APNS/chat";
const sandbox = "arn:aws:sns:eu-west-1:123456789012:app/APNS_SANDBOX/chat";
const fcm = "arn:aws:sns:eu-west-1:123456789012:app/GCM/chat";
const endpoints = (application: string) => `${application.replace(":app/", ":endpoint/")}/*`;

const Policy = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({
        Action: z.union([z.string(), z.array(z.string())]),
        Resource: z.union([z.string(), z.array(z.string())]),
      }),
    ),
  }),
});

/** What a function is granted: actions and resources of each statement. */
function granted(grant: "grantRegister" | "grantSend", ofStage?: PushApplications) {
  const stack = new Stack(new App({ analyticsReporting: false }), "push");
  const handler = new LambdaFunction(stack, "Handler", {
    code: Code.fromInline("-"),
    handler: "index.handler",
    runtime: Runtime.NODEJS_24_X,
  });
  new MobilePush(stack, ofStage)[grant](handler);
  return [...resources(Template.fromStack(stack), "AWS::IAM::Policy").values()].flatMap((properties) =>
    Policy.parse(properties).PolicyDocument.Statement.map(({ Action, Resource }) => [
      [Action].flat(),
      [Resource].flat(),
    ]),
  );
}

describe("mobile push of a stage", () => {
  it("names its applications to the functions, by the platform that clients name", () => {
    const stack = new Stack();
    const all = new MobilePush(stack, { apns, apnsSandbox: sandbox, fcm });
    expect(JSON.parse(all.environment)).toEqual({ apns, apns_sandbox: sandbox, fcm });
    expect(JSON.parse(new MobilePush(stack, { fcm }).environment)).toEqual({ fcm });
    expect(JSON.parse(new MobilePush(stack).environment)).toEqual({});
  });

  it("takes an application from the CDK context before the stage's own", () => {
    const other = `${apns}-other`;
    const app = new App({ context: { "push.apns": other, "push.apnsSandbox": sandbox } });
    const push = new MobilePush(new Stack(app, "push"), { apns, fcm });
    expect(JSON.parse(push.environment)).toEqual({ apns: other, apns_sandbox: sandbox, fcm });
  });

  it.each([
    ["another platform's", { apns: sandbox }, "push.apns: "],
    ["no application's", { fcm: "arn:aws:sns:eu-west-1:123456789012:topic" }, "push.fcm: "],
    [
      "a pattern",
      { apnsSandbox: "arn:aws:sns:eu-west-1:123456789012:app/APNS_SANDBOX/*" },
      "push.apnsSandbox: ",
    ],
  ])("refuses an ARN that is %s", (_, applications, message) => {
    expect(() => new MobilePush(new Stack(), applications)).toThrow(message);
  });

  it("who registers devices handles endpoints of these applications, and publishes nothing", () => {
    expect(granted("grantRegister", { apns, fcm })).toEqual([
      [["sns:CreatePlatformEndpoint"], [apns, fcm]],
      [
        ["sns:DeleteEndpoint", "sns:GetEndpointAttributes", "sns:SetEndpointAttributes"],
        [apns, endpoints(apns), fcm, endpoints(fcm)],
      ],
    ]);
  });

  it("who sends publishes to endpoints of these applications, and registers nothing", () => {
    expect(granted("grantSend", { apns })).toEqual([
      [["sns:Publish"], [endpoints(apns)]],
      [["sns:DeleteEndpoint"], [apns, endpoints(apns)]],
    ]);
  });

  it("without applications nothing is granted", () => {
    expect(granted("grantRegister")).toEqual([]);
    expect(granted("grantSend", {})).toEqual([]);
  });
});
