import { describe, expect, it } from "vitest";
import * as z from "zod";
import { idOf, resources, synthesize } from "./synth.ts";

const template = synthesize("prod");
const withoutLogs = synthesize("prod", { accessLogs: false });
const Settings = z.array(z.looseObject({ ResourcePath: z.string(), HttpMethod: z.string() }));
const [rest] = resources(template, "AWS::ApiGateway::Stage").values();
const [websocket] = resources(template, "AWS::ApiGatewayV2::Stage").values();
const [dev] = resources(synthesize("dev"), "AWS::ApiGateway::Stage").values();

describe("throttles of single operations", () => {
  const settings = Settings.parse(rest?.MethodSettings);

  it.each([
    ["the list and search of chats", "GET", "/~1locations~1{locationId}~1internal-chats", 500],
    ["the list and search of people", "GET", "/~1locations~1{locationId}~1users", 500],
    ["the CRM's users", "PUT", "/~1directory~1users~1{userId}", 200],
  ])("%s has a throttle of its own", (_what, method, path, rate) => {
    expect(
      settings.find(({ HttpMethod, ResourcePath }) => HttpMethod === method && ResourcePath === path),
    ).toMatchObject({
      ThrottlingRateLimit: rate,
      MetricsEnabled: false,
      DataTraceEnabled: false,
      LoggingLevel: "OFF",
    });
  });

  it("are exceptions from the stage's, and dev has none", () => {
    const of = (path: string) => settings.find(({ ResourcePath }) => ResourcePath === path);
    expect(of("/*")).toMatchObject({ ThrottlingRateLimit: 5000 });
    expect(Settings.parse(dev?.MethodSettings)).toHaveLength(1);
  });
});

it("metrics of single routes, which are charged one by one, are off", () => {
  expect(websocket?.DefaultRouteSettings).not.toHaveProperty("DetailedMetricsEnabled", true);
  for (const { MetricsEnabled } of Settings.parse(rest?.MethodSettings)) expect(MetricsEnabled).toBe(false);
});

describe("access logs", () => {
  const Logging = z.object({ DestinationArn: z.unknown(), Format: z.string() });

  it.each([
    ["REST", rest?.AccessLogSetting, "RestApiAccessLog"],
    ["WebSocket", websocket?.AccessLogSettings, "WebsocketApiAccessLog"],
  ])(
    "%s: one line of JSON per request, without header, address, query or body",
    (_api, setting, logGroup) => {
      const { DestinationArn, Format } = Logging.parse(setting);
      expect(JSON.stringify(DestinationArn)).toContain(idOf(template, "AWS::Logs::LogGroup", logGroup));
      const variables = z
        .record(z.string(), z.string().regex(/^\$context\.[\w.]+$/))
        .parse(JSON.parse(Format));
      expect(Object.values(variables).sort()).not.toContainEqual(
        expect.stringMatching(
          /identity|header|\.path$|query|body|domain|authorizer\.(?!principalId|latency)/i,
        ),
      );
      expect(Object.values(variables)).toContain("$context.requestId");
    },
  );

  it("can be turned off for an account without API Gateway's log role", () => {
    for (const type of ["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"]) {
      const [stage] = resources(withoutLogs, type).values();
      expect(stage).not.toHaveProperty("AccessLogSetting");
      expect(stage).not.toHaveProperty("AccessLogSettings");
    }
  });
});

describe("custom domains", () => {
  const certificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/one";
  const domains = {
    rest: { name: "chat.crm.example", certificateArn, hostedZone: { id: "Z1", name: "crm.example" } },
    websocket: { name: "live.crm.example", certificateArn },
  };
  const named = synthesize("prod", { domains });

  it("lead to the APIs over TLS 1.2, without the stage in the path", () => {
    for (const DomainName of ["chat.crm.example", "live.crm.example"]) {
      named.hasResourceProperties("AWS::ApiGatewayV2::DomainName", {
        DomainName,
        DomainNameConfigurations: [
          { CertificateArn: certificateArn, EndpointType: "REGIONAL", SecurityPolicy: "TLS_1_2" },
        ],
      });
    }
    named.resourceCountIs("AWS::ApiGatewayV2::ApiMapping", 2);
    named.hasOutput("RestUrl", { Value: "https://chat.crm.example/" });
    named.hasOutput("WebsocketUrl", { Value: "wss://live.crm.example/" });
  });

  it("get a record in their hosted zone, or else an output with the record's target", () => {
    const records = [...resources(named, "AWS::Route53::RecordSet").values()];
    expect(records.map(({ Name }) => Name)).toEqual(["chat.crm.example."]);
    named.hasOutput("WebsocketDomainTarget", {});
  });

  it("are optional", () => {
    template.resourceCountIs("AWS::ApiGatewayV2::DomainName", 0);
  });
});
