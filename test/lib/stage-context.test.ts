import { App } from "aws-cdk-lib";
import { describe, expect, it } from "vitest";
import { withContext } from "../../lib/stage-context.ts";
import { stages } from "../../lib/stages.ts";

const prod = stages.prod;
const dev = stages.dev;
if (prod === undefined || dev === undefined) throw new Error("prod and dev are stages");
const of = (context: Record<string, string>, settings = prod) =>
  withContext(settings, new App({ context, analyticsReporting: false }).node);

describe("the context of a stage", () => {
  it("changes nothing if it is empty", () => {
    expect(of({})).toEqual({ ...prod, domains: {} });
    expect(of({ "tokens.issuer": "", "domains.rest.name": "" })).toEqual({ ...prod, domains: {} });
    expect(of({}, dev).alarms).toBeUndefined();
  });

  it("can set another issuer, whose keys are below its address", () => {
    expect(of({ "tokens.issuer": "https://id.example", "tokens.audience": "chat" }).tokens).toEqual({
      issuer: "https://id.example",
      audience: "chat",
      jwksUri: "https://id.example/.well-known/jwks.json",
    });
    const jwksUri = "https://keys.example/jwks";
    expect(of({ "tokens.jwksUri": jwksUri }).tokens).toEqual({ ...prod.tokens, jwksUri });
  });

  it("can set origins, with commas between them", () => {
    expect(of({ corsOrigins: "https://a.example,https://b.example" }).corsOrigins).toEqual([
      "https://a.example",
      "https://b.example",
    ]);
  });

  it("can set recipients of alarms, also of a stage without alarms", () => {
    const topicArn = "arn:aws:sns:eu-west-1:123456789012:oncall";
    expect(of({ "alarms.email": "oncall@crm.example" }).alarms).toEqual({ email: "oncall@crm.example" });
    expect(of({ "alarms.topicArn": topicArn }, dev).alarms).toEqual({ topicArn });
  });

  it("can set custom domains, which need a certificate", () => {
    const certificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/one";
    const rest = { "domains.rest.name": "chat.example", "domains.rest.certificateArn": certificateArn };
    expect(of(rest).domains).toEqual({ rest: { name: "chat.example", certificateArn } });
    expect(
      of({ ...rest, "domains.rest.zoneId": "Z1", "domains.rest.zoneName": "example" }).domains?.rest
        ?.hostedZone,
    ).toEqual({ id: "Z1", name: "example" });
    expect(() => of({ "domains.websocket.name": "live.example" })).toThrow(
      "domains.websocket.certificateArn",
    );
  });
});
