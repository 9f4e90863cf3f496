import { describe, expect, it } from "vitest";
import { echoOrigin } from "../../lib/cors.ts";
import { stages } from "../../lib/stages.ts";
import { resources, synthesize } from "./synth.ts";

const template = synthesize("prod");
const gatewayResponses = [...resources(template, "AWS::ApiGateway::GatewayResponse").values()];

describe("answers of the gateway itself", () => {
  it.each(gatewayResponses)("$ResponseType has the headers of every answer", ({ ResponseParameters }) => {
    expect(ResponseParameters).toMatchObject({
      // Not an echo: API Gateway would look for `Origin`, which HTTP/2 sends as `origin`.
      "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
      "gatewayresponse.header.Access-Control-Expose-Headers": expect.stringContaining("Retry-After"),
      "gatewayresponse.header.Vary": "'Origin'",
      "gatewayresponse.header.Cache-Control": "'no-store'",
      "gatewayresponse.header.X-Content-Type-Options": "'nosniff'",
      "gatewayresponse.header.Strict-Transport-Security": expect.stringContaining("max-age="),
    });
  });
});

describe("the beginning of a mock's template", () => {
  it("is empty without allowed origins", () => {
    expect(echoOrigin([])).toBe("");
  });

  it("matches the origins of the stage, without a backslash, which Velocity would interpret", () => {
    const echo = echoOrigin(["https://app.test", "http://localhost:*"]);
    expect(echo).toContain('.matches("^(https://app[.]test|http://localhost:[0-9]+)$")');
    expect(echo).not.toContain("\\");
  });

  it("sets a header that every mock declares", () => {
    const mocks = [...resources(template, "AWS::ApiGateway::Method").values()].filter((method) =>
      JSON.stringify(method.Integration).includes('"MOCK"'),
    );
    expect(mocks.length).toBeGreaterThan(20);
    for (const mock of mocks) {
      expect(JSON.stringify(mock.Integration)).toContain(
        "responseOverride.header.Access-Control-Allow-Origin",
      );
      expect(JSON.stringify(mock.MethodResponses)).toContain("header.Access-Control-Allow-Origin");
    }
  });
});

it("only dev allows pages that are not https", () => {
  const local = Object.entries(stages).filter(([, { corsOrigins }]) =>
    corsOrigins.some((origin) => !origin.startsWith("https://")),
  );
  expect(local.map(([stage]) => stage)).toEqual(["dev"]);
});
