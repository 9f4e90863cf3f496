import type { Template } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import * as z from "zod";
import { routes } from "../../functions/rest/routes.ts";
import { idOf, resources, synthesize } from "./synth.ts";

const template = synthesize("dev");
const methods = readMethods(template);
const paths = [...new Set(routes.map((route) => route.path))];
const groups = {
  chats: "Chats",
  attachments: "Attachments",
  inbox: "Inbox",
  me: "Me",
  devices: "Devices",
  directory: "Directory",
};

test.each(routes)("$method $path calls its function, behind the authorizer unless it is public", (route) => {
  const method = methods.get(`${route.method} ${route.path}`);

  expect(method?.OperationName).toBe(route.operation);
  expect(method?.Integration.Type).toBe("AWS_PROXY");
  expect(JSON.stringify(method?.Integration.Uri)).toContain(
    idOf(template, "AWS::Lambda::Function", `Functions${groups[route.group]}`),
  );
  const authorizer = { Ref: idOf(template, "AWS::ApiGateway::Authorizer", "Authorizer") };
  expect(method?.AuthorizationType).toBe(route.token === "none" ? "NONE" : "CUSTOM");
  expect(method?.AuthorizerId).toEqual(route.token === "none" ? undefined : authorizer);
});

test.each(paths)("%s answers 405 to any other method, without a token", (path) => {
  const method = methods.get(`ANY ${path}`);
  const allowed = routes.filter((route) => route.path === path).map((route) => route.method);

  expect(method?.AuthorizationType).toBe("NONE");
  expect(method?.Integration).toMatchObject({
    Type: "MOCK",
    PassthroughBehavior: "NEVER",
    RequestTemplates: { "application/json": '{"statusCode":405}' },
    IntegrationResponses: [
      {
        StatusCode: "405",
        ResponseParameters: { "method.response.header.Allow": `'${allowed.join(", ")}'` },
      },
    ],
  });
  const template = method?.Integration.IntegrationResponses?.[0]?.ResponseTemplates["application/json"] ?? "";
  expect(JSON.parse(template.split("\n").at(-1) ?? "")).toEqual({
    statusCode: 405,
    code: "method_not_allowed",
    error: "Method Not Allowed",
    message: expect.any(String),
    traceId: "$context.requestId",
  });
});

test.each(paths)("%s answers preflights without a token", (path) => {
  const method = methods.get(`OPTIONS ${path}`);
  const allowed = routes.filter((route) => route.path === path).map((route) => route.method);

  expect(method?.AuthorizationType).toBe("NONE");
  expect(method?.Integration).toMatchObject({
    Type: "MOCK",
    IntegrationResponses: [
      {
        StatusCode: "204",
        ResponseParameters: {
          "method.response.header.Access-Control-Allow-Methods": `'${allowed.join(", ")}'`,
          "method.response.header.Access-Control-Allow-Headers":
            "'Authorization, Content-Type, Idempotency-Key, Version'",
        },
      },
    ],
  });
});

test("there are no other methods than routes, preflights and 405s", () => {
  expect(methods.size).toBe(routes.length + 2 * paths.length);
});

test("the authorizer reads a well-formed Authorization header, and its result is cached for a minute", () => {
  template.hasResourceProperties("AWS::ApiGateway::Authorizer", {
    Type: "TOKEN",
    IdentitySource: "method.request.header.Authorization",
    AuthorizerResultTtlInSeconds: 60,
  });
  const [authorizer] = resources(template, "AWS::ApiGateway::Authorizer").values();
  const pattern = new RegExp(z.string().parse(authorizer?.IdentityValidationExpression));
  expect("Bearer eyJh.eyJz.c2ln-_").toMatch(pattern);
  expect("Bearer token").not.toMatch(pattern);
  expect("Basic eyJh.eyJz.c2ln").not.toMatch(pattern);
});

test("each function has one permission for the API, so that routes cannot outgrow its policy", () => {
  const permissions = [...resources(template, "AWS::Lambda::Permission")].filter(([id]) =>
    id.includes("ApiScoped"),
  );
  const functions = permissions.map(([, properties]) => JSON.stringify(properties.FunctionName));

  expect(functions).toHaveLength(Object.keys(groups).length);
  expect(new Set(functions).size).toBe(functions.length);
});

test("the stage is throttled and traced, and logs no bodies", () => {
  template.hasResourceProperties("AWS::ApiGateway::Stage", {
    StageName: "dev",
    TracingEnabled: true,
    MethodSettings: [
      {
        DataTraceEnabled: false,
        LoggingLevel: "OFF",
        MetricsEnabled: false,
        ThrottlingRateLimit: 200,
        ThrottlingBurstLimit: 400,
      },
    ],
  });
  template.hasResourceProperties("AWS::ApiGateway::RestApi", {
    EndpointConfiguration: { Types: ["REGIONAL"] },
  });
  template.resourceCountIs("AWS::ApiGateway::Account", 0);
});

function readMethods(from: Template) {
  const Ref = z.object({ Ref: z.string() });
  const Method = z.object({
    HttpMethod: z.string(),
    ResourceId: Ref,
    OperationName: z.string().optional(),
    AuthorizationType: z.string(),
    AuthorizerId: Ref.optional(),
    Integration: z.looseObject({
      Type: z.string(),
      Uri: z.unknown().optional(),
      IntegrationResponses: z
        .array(z.looseObject({ ResponseTemplates: z.record(z.string(), z.string()) }))
        .optional(),
    }),
  });
  const parts = resources(from, "AWS::ApiGateway::Resource");
  const pathOf = (id: string): string => {
    const part = parts.get(id);
    if (part === undefined) return "";
    const parent = Ref.safeParse(part.ParentId);
    return `${parent.success ? pathOf(parent.data.Ref) : ""}/${part.PathPart}`;
  };
  const all = [...resources(from, "AWS::ApiGateway::Method").values()].map((properties) =>
    Method.parse(properties),
  );
  return new Map(all.map((method) => [`${method.HttpMethod} ${pathOf(method.ResourceId.Ref)}`, method]));
}
