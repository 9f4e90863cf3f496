import { ResponseType } from "aws-cdk-lib/aws-apigateway";
import { expect, test } from "vitest";
import { resources, synthesize } from "./synth.ts";

const template = synthesize("prod");
const responses = new Map(
  [...resources(template, "AWS::ApiGateway::GatewayResponse").values()].map((response) => [
    response.ResponseType,
    response,
  ]),
);

test.each([
  ["MISSING_AUTHENTICATION_TOKEN", 404, "not_found", "Not Found"],
  ["INVALID_SIGNATURE", 404, "not_found", "Not Found"],
  ["UNAUTHORIZED", 401, "unauthenticated", "Unauthorized"],
  ["ACCESS_DENIED", 403, "insufficient_scope", "Forbidden"],
  ["UNSUPPORTED_MEDIA_TYPE", 405, "method_not_allowed", "Method Not Allowed"],
  ["WAF_FILTERED", 403, "insufficient_scope", "Forbidden"],
  ["REQUEST_TOO_LARGE", 413, "payload_too_large", "Payload Too Large"],
  ["THROTTLED", 429, "rate_limited", "Too Many Requests"],
  ["QUOTA_EXCEEDED", 429, "rate_limited", "Too Many Requests"],
  ["INTEGRATION_TIMEOUT", 503, "unavailable", "Service Unavailable"],
  ["INTEGRATION_FAILURE", 503, "unavailable", "Service Unavailable"],
  ["AUTHORIZER_FAILURE", 503, "unavailable", "Service Unavailable"],
  ["AUTHORIZER_CONFIGURATION_ERROR", 503, "unavailable", "Service Unavailable"],
  ["DEFAULT_5XX", 500, "internal", "Internal Server Error"],
])("%s is answered %i %s with the API's error body", (type, statusCode, code, error) => {
  expect(responses.get(type)?.StatusCode).toBe(`${statusCode}`);
  expect(bodyOf(type)).toEqual({
    statusCode,
    code,
    error,
    message: expect.any(String),
    traceId: "$context.requestId",
  });
});

test("on 422 the message is a list", () => {
  expect(bodyOf("BAD_REQUEST_BODY")).toMatchObject({ statusCode: 422, message: [expect.any(String)] });
});

test.each(["THROTTLED", "INTEGRATION_TIMEOUT"])("%s says when to retry", (type) => {
  expect(responses.get(type)?.ResponseParameters).toMatchObject({
    "gatewayresponse.header.Retry-After": "'1'",
  });
});

test("a throttled client gets the limit of the stage", () => {
  expect(responses.get("THROTTLED")?.ResponseParameters).toMatchObject({
    "gatewayresponse.header.X-RateLimit-Limit": "'5000'",
    "gatewayresponse.header.X-RateLimit-Remaining": "'0'",
  });
});

test("the fallback changes the status of no refusal that has its own meaning", () => {
  const fallbackIsRight = ["DEFAULT_4XX", "DEFAULT_5XX", "API_CONFIGURATION_ERROR", "INVALID_API_KEY"];
  const known = Object.values(ResponseType).flatMap((type) =>
    type instanceof ResponseType ? [type.responseType] : [],
  );
  expect(known).toContain("THROTTLED");
  expect(known.filter((type) => !responses.has(type) && !fallbackIsRight.includes(type))).toEqual([]);
});

function bodyOf(type: string): unknown {
  const templates = responses.get(type)?.ResponseTemplates;
  const [body] = Object.values(templates ?? {});
  return JSON.parse(`${body}`);
}
