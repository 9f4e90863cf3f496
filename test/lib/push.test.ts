import { App, Stack } from "aws-cdk-lib";
import { Effect, type PolicyStatement } from "aws-cdk-lib/aws-iam";
import { describe, expect, it } from "vitest";
import { MobilePush, type PushApplications } from "../../lib/push.ts";

const apns = "arn:aws:sns:eu-west-1:123456789012:app/APNS/chat";
const sandbox = "arn:aws:sns:eu-west-1:123456789012:app/APNS_SANDBOX/chat";
const fcm = "arn:aws:sns:eu-west-1:123456789012:app/GCM/chat";
const endpoints = (application: string) => `${application.replace(":app/", ":endpoint/")}/*`;

/** Actions, resources and effect of each granted statement. */
function granted(grant: "grantRegister" | "grantSend", ofStage?: PushApplications) {
  const statements: PolicyStatement[] = [];
  new MobilePush(new Stack(), ofStage)[grant]({
    addToRolePolicy: (statement) => {
      statements.push(statement);
    },
  });
  return statements.map(({ actions, resources, effect }) => [actions, resources, effect]);
}

describe("mobile push of a stage", () => {
  it("passes its applications to functions by the clients' names of platforms", () => {
    const stack = new Stack();
    const all = new MobilePush(stack, { apns, apnsSandbox: sandbox, fcm });
    expect(JSON.parse(all.environment)).toEqual({ apns, apns_sandbox: sandbox, fcm });
    expect(JSON.parse(new MobilePush(stack, { fcm }).environment)).toEqual({ fcm });
    expect(JSON.parse(new MobilePush(stack).environment)).toEqual({});
  });

  it("prefers an application in the CDK context to the stage's own", () => {
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

  it("lets a registering function manage endpoints of these applications, and not publish", () => {
    expect(granted("grantRegister", { apns, fcm })).toEqual([
      [["sns:CreatePlatformEndpoint"], [apns, fcm], Effect.ALLOW],
      [
        ["sns:DeleteEndpoint", "sns:SetEndpointAttributes"],
        [apns, endpoints(apns), fcm, endpoints(fcm)],
        Effect.ALLOW,
      ],
    ]);
  });

  it("lets a sending function publish to endpoints of these applications, and not register", () => {
    expect(granted("grantSend", { apns })).toEqual([
      [["sns:Publish", "sns:DeleteEndpoint"], [apns, endpoints(apns)], Effect.ALLOW],
    ]);
  });

  it("grants nothing without applications", () => {
    expect(granted("grantRegister")).toEqual([]);
    expect(granted("grantSend", {})).toEqual([]);
  });
});
