import { Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import { functionNames, idOf, resources, statementsOf, synthesize } from "./synth.ts";

const template = synthesize("dev");

test("frames are routed by their action, and there are three routes", () => {
  template.hasResourceProperties("AWS::ApiGatewayV2::Api", {
    ProtocolType: "WEBSOCKET",
    RouteSelectionExpression: "$request.body.action",
  });
  const keys = [...resources(template, "AWS::ApiGatewayV2::Route").values()].map((route) => route.RouteKey);
  expect(keys.sort()).toEqual(["$connect", "$default", "$disconnect"]);
});

test("opening a connection needs a token in the subprotocol", () => {
  const authorizer = idOf(template, "AWS::ApiGatewayV2::Authorizer", "Authorizer");
  template.hasResourceProperties("AWS::ApiGatewayV2::Authorizer", {
    AuthorizerType: "REQUEST",
    IdentitySource: ["route.request.header.Sec-WebSocket-Protocol"],
  });
  template.hasResourceProperties("AWS::ApiGatewayV2::Route", {
    RouteKey: "$connect",
    AuthorizationType: "CUSTOM",
    AuthorizerId: { Ref: authorizer },
  });
});

test("$default returns its response, so that acknowledgements reach the client", () => {
  template.hasResourceProperties("AWS::ApiGatewayV2::Route", {
    RouteKey: "$default",
    RouteResponseSelectionExpression: "$default",
  });
  template.hasResourceProperties("AWS::ApiGatewayV2::RouteResponse", {
    RouteId: { Ref: idOf(template, "AWS::ApiGatewayV2::Route", "default") },
    RouteResponseKey: "$default",
  });
});

test("the stage is throttled, and logs a line per frame without its content", () => {
  template.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
    StageName: "dev",
    AutoDeploy: true,
    AccessLogSettings: Match.anyValue(),
    DefaultRouteSettings: {
      ThrottlingRateLimit: 200,
      ThrottlingBurstLimit: 400,
      DataTraceEnabled: Match.absent(),
      LoggingLevel: Match.absent(),
    },
  });
});

const pushing: readonly string[] = ["Chats", "Directory", "Websocket"];

test.each(pushing)("%s may post to this stage's connections and close them, and no more", (name) => {
  const [push, ...others] = statementsOf(template, name).filter(({ Action }) =>
    Action.some((action) => action.startsWith("execute-api:")),
  );
  expect(others).toEqual([]);
  expect(push?.Action).toEqual(["execute-api:ManageConnections"]);
  expect(push?.Resource).toEqual([
    { "Fn::Join": ["", expect.arrayContaining(["/dev/DELETE/@connections/*"])] },
    { "Fn::Join": ["", expect.arrayContaining(["/dev/POST/@connections/*"])] },
  ]);
});

test.each(functionNames.filter((name) => !pushing.includes(name)))("%s reaches no connection", (name) => {
  expect(JSON.stringify(statementsOf(template, name))).not.toContain("execute-api");
});
