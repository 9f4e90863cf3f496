import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { HttpRequest } from "../../../local/http.ts";
import type { InvocationResult } from "../../../local/lambda/invocation.ts";
import { createRestApi } from "../../../local/rest/rest-api.ts";
import type { MethodDefinition, RestDefinition } from "../../../local/rest/rest-definition.ts";

const deployment = {
  stackName: "chat-dev",
  region: "us-east-1",
  accountId: "000000000000",
  partition: "aws",
};
const uri = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${name}/invocations`;

const proxy = (name: string, secured = false): MethodDefinition => ({
  HttpMethod: "GET",
  ResourceId: "r",
  AuthorizationType: secured ? "CUSTOM" : "NONE",
  AuthorizerId: "auth",
  ApiKeyRequired: false,
  Integration: { Type: "AWS_PROXY", Uri: uri(name), TimeoutInMillis: 29_000 },
});

const notAllowed: MethodDefinition = {
  ...proxy(""),
  HttpMethod: "ANY",
  Integration: {
    Type: "MOCK",
    PassthroughBehavior: "NEVER",
    RequestTemplates: { "application/json": '{"statusCode":405}' },
    IntegrationResponses: [
      {
        StatusCode: "405",
        ResponseParameters: { "method.response.header.Allow": "'GET'" },
        ResponseTemplates: { "application/json": '{"traceId":"$context.requestId"}' },
        SelectionPattern: undefined,
      },
    ],
  },
};

const path = (template: string, ...methods: MethodDefinition[]) => ({
  resourceId: template,
  path: template,
  methods: new Map(methods.map((method) => [method.HttpMethod, method])),
});

const definition: RestDefinition = {
  apiId: "api",
  stage: "dev",
  paths: [
    path("/"),
    path("/health", proxy("open"), notAllowed),
    path("/users/{userId}", proxy("secured", true)),
    path("/users/me", proxy("static")),
    path("/users/{userId}/chats/{chatId}", proxy("open")),
  ],
  authorizers: new Map([
    [
      "auth",
      {
        id: "auth",
        Type: "TOKEN",
        AuthorizerUri: uri("authorizer"),
        IdentitySource: "method.request.header.Authorization",
        IdentityValidationExpression: "^Bearer .+$",
        AuthorizerResultTtlInSeconds: 60,
      },
    ],
  ]),
  gatewayResponses: new Map([
    [
      "MISSING_AUTHENTICATION_TOKEN",
      {
        ResponseType: "MISSING_AUTHENTICATION_TOKEN",
        StatusCode: 404,
        ResponseParameters: { "gatewayresponse.header.X-Trace": "context.requestId" },
        ResponseTemplates: { "application/json": '{"code":"not_found","traceId":"$context.requestId"}' },
      },
    ],
  ]),
};

const policy = (Effect: string, Resource = "arn:aws:execute-api:us-east-1:000000000000:api/dev/*") => ({
  principalId: "ana",
  policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect, Resource }] },
  context: { userId: "ana", admin: true },
});
const result = (value: unknown): InvocationResult => ({ kind: "result", payload: JSON.stringify(value) });
const thrown = (errorMessage: string): InvocationResult => ({
  kind: "failure",
  error: { errorType: "Error", errorMessage },
});
const request = (method: string, target: string, headers: HttpRequest["headers"] = []): HttpRequest => {
  const url = new URL(target, "http://localhost:4000");
  return { method, path: url.pathname, query: url.searchParams, headers, sourceIp: "127.0.0.1", body: "" };
};
const bearer = [["authorization", "Bearer a.b.c"]] as const;

/** An API whose functions answer as given, and the recorded invocations. */
function apiWith(answers: Record<string, InvocationResult>) {
  const calls: { functionArn: string; sourceArn: string; event: unknown }[] = [];
  let time = 0;
  const api = createRestApi({
    definition,
    deployment,
    now: () => time,
    invoke: async (functionArn, sourceArn, event) => {
      calls.push({ functionArn, sourceArn, event });
      return answers[functionArn] ?? result({ statusCode: 200, body: functionArn });
    },
  });
  return { calls, handle: api.handle, pass: (seconds: number) => (time += seconds * 1000) };
}

describe("routing", () => {
  it.each([
    ["/health", "open", "/health"],
    ["/health/", "open", "/health"],
    ["/users/me", "static", "/users/me"],
    ["/users/ana/chats/1", "open", "/users/{userId}/chats/{chatId}"],
  ])("sends %s to %s", async (target, functionArn, resource) => {
    const { handle, calls } = apiWith({});
    expect(await handle(request("GET", target))).toMatchObject({ status: 200, body: functionArn });
    expect(calls[0]).toMatchObject({ functionArn, event: { resource } });
    expect(calls[0]?.sourceArn).toBe(`arn:aws:execute-api:us-east-1:000000000000:api/dev/GET${resource}`);
  });

  it.each(["/", "/nope", "/users", "/health/x", "/users//chats/1"])(
    "answers 404 to the unknown path %s",
    async (target) => {
      const { handle, calls } = apiWith({});
      const answer = await handle(request("GET", target));
      expect(answer.status).toBe(404);
      const { traceId } = z.object({ traceId: z.uuid() }).parse(JSON.parse(String(answer.body)));
      expect(answer.headers).toContainEqual(["X-Trace", traceId]);
      expect(calls).toEqual([]);
    },
  );

  it("renders a mock integration for the status that its request template names", async () => {
    const answer = await apiWith({}).handle(request("PATCH", "/health"));
    expect(answer.status).toBe(405);
    expect(answer.headers).toContainEqual(["Allow", "GET"]);
    expect(JSON.parse(String(answer.body)).traceId).toHaveLength(36);
  });

  it("refuses a content type for which a mock integration has no template", async () => {
    expect(
      (await apiWith({}).handle(request("POST", "/health", [["content-type", "text/csv"]]))).status,
    ).toBe(415);
  });
});

describe("the event of a proxy integration", () => {
  it("has path, query and headers in API Gateway's format", async () => {
    const { handle, calls } = apiWith({});
    await handle(
      request("GET", "/users/a%20b/chats/7?limit=2&limit=3", [
        ["X-Mixed", "1"],
        ["x-other", "2"],
      ]),
    );
    expect(calls[0]?.event).toMatchObject({
      httpMethod: "GET",
      path: "/users/a%20b/chats/7",
      pathParameters: { userId: "a b", chatId: "7" },
      queryStringParameters: { limit: "3" },
      multiValueQueryStringParameters: { limit: ["2", "3"] },
      headers: { "X-Mixed": "1", "x-other": "2" },
      body: null,
      isBase64Encoded: false,
      requestContext: {
        stage: "dev",
        resourcePath: "/users/{userId}/chats/{chatId}",
        identity: { sourceIp: "127.0.0.1" },
      },
    });
  });
});

describe("the authorizer", () => {
  it("is not invoked without a token or with a token of another format", async () => {
    const { handle, calls } = apiWith({});
    expect((await handle(request("GET", "/users/ana"))).status).toBe(401);
    expect((await handle(request("GET", "/users/ana", [["Authorization", "Basic x"]]))).status).toBe(401);
    expect(calls).toEqual([]);
  });

  it("is invoked once per token until its answer expires, and passes its context on as strings", async () => {
    const { handle, calls, pass } = apiWith({ authorizer: result(policy("Allow")) });
    const invocations = () => calls.filter(({ functionArn }) => functionArn === "authorizer").length;
    expect((await handle(request("GET", "/users/ana", bearer))).status).toBe(200);
    await handle(request("GET", "/users/ben", bearer));
    expect(invocations()).toBe(1);
    await handle(request("GET", "/users/ana", [["Authorization", "Bearer d.e.f"]]));
    expect(invocations()).toBe(2);
    pass(61);
    await handle(request("GET", "/users/ana", bearer));
    expect(invocations()).toBe(3);
    expect(calls[1]?.event).toMatchObject({
      requestContext: { authorizer: { userId: "ana", admin: "true", principalId: "ana" } },
    });
    expect(calls[0]).toMatchObject({
      sourceArn: "arn:aws:execute-api:us-east-1:000000000000:api/authorizers/auth",
      event: { type: "TOKEN", authorizationToken: "Bearer a.b.c" },
    });
  });

  it.each([
    ["a thrown Unauthorized", thrown("Unauthorized"), 401, "UnauthorizedException"],
    ["another error", thrown("boom"), 500, "AuthorizerFailureException"],
    ["no policy", result({}), 500, "AuthorizerConfigurationException"],
    ["a denial", result(policy("Deny")), 403, "AccessDeniedException"],
    [
      "a policy for another API",
      result(policy("Allow", "arn:aws:execute-api:us-east-1:000000000000:other/*")),
      403,
      "AccessDeniedException",
    ],
  ])("refuses the request after %s", async (_, answer, status, errorType) => {
    const { handle, calls } = apiWith({ authorizer: answer });
    const refused = await handle(request("GET", "/users/ana", bearer));
    expect(refused.status).toBe(status);
    expect(refused.headers).toContainEqual(["x-amzn-errortype", errorType]);
    expect(calls).toHaveLength(1);
  });
});

describe("the response of a proxy integration", () => {
  it.each([
    ["a crash", thrown("boom"), 502],
    ["a result without a status", result({ body: "x" }), 502],
    ["a body that is not a string", result({ statusCode: 200, body: { a: 1 } }), 502],
    ["an unknown field", result({ statusCode: 200, data: 1 }), 502],
    ["too large a payload", { kind: "refused", status: 413, message: "" } as const, 413],
    ["no permission", { kind: "refused", status: 403, message: "" } as const, 500],
  ])("is the gateway's own after %s", async (_, answer, status) => {
    expect((await apiWith({ open: answer }).handle(request("GET", "/health"))).status).toBe(status);
  });

  it("has the function's headers, including repeated ones", async () => {
    const answer = result({
      statusCode: 201,
      headers: { A: "1" },
      multiValueHeaders: { B: ["2", "3"] },
      body: "ok",
    });
    const { status, headers, body } = await apiWith({ open: answer }).handle(request("GET", "/health"));
    expect({ status, body }).toEqual({ status: 201, body: "ok" });
    expect(headers).toEqual(
      expect.arrayContaining([
        ["A", "1"],
        ["B", "2"],
        ["B", "3"],
        ["Content-Type", "application/json"],
      ]),
    );
  });
});
