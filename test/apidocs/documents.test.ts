import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, it } from "vitest";
import { documents } from "../../apidocs/documents.ts";
import { openApi } from "../../apidocs/rest/openapi.ts";
import { documented, undocumented } from "../../apidocs/rest/operation-docs.ts";
import { errorsOf } from "../../apidocs/rest/operation-errors.ts";
import { asyncApi } from "../../apidocs/socket/asyncapi.ts";
import { actionMessages } from "../../apidocs/socket/messages.ts";
import { ErrorCode } from "../../functions/domain/errors.ts";

const REMOVAL = "DELETE /locations/{locationId}/internal-chats/{chatId}/participants/{userId}";

describe("the published documents", () => {
  it("document every route", () => {
    expect(undocumented).toEqual([]);
  });

  it.each(documents())("are current: `npm run docs` writes $file", ({ file, text }) => {
    expect(readFileSync(file, "utf8") === text, `${file} is not current: npm run docs`).toBe(true);
  });

  it("name an operation or action for every error code", () => {
    const answered = new Set([
      ...documented.flatMap((it) => errorsOf(it)),
      ...actionMessages.flatMap(({ errors }) => errors),
    ]);
    expect(ErrorCode.options.filter((code) => !answered.has(code))).toEqual([]);
  });
});

describe("independent validators", () => {
  it("Redocly finds no error in the OpenAPI document, and gives two intended warnings", async () => {
    const config = await createConfig({ extends: ["recommended"] });
    const problems = await lintFromString({ source: JSON.stringify(openApi()), config });
    expect(
      problems.map(({ severity, ruleId, location }) => [severity, ruleId, location[0]?.pointer]),
    ).toEqual([
      ["warn", "info-license", "#/info"], // the API has no license
      ["warn", "operation-2xx-response", expect.stringContaining("participants~1{userId}/delete")], // always 405
    ]);
  });

  it("the AsyncAPI parser finds no problem", async () => {
    expect(await new Parser().validate(JSON.stringify(asyncApi()))).toEqual([]);
  });
});

describe("the error codes of an operation", () => {
  const codesOf = (wanted: string) => {
    const found = documented.find(({ route: { method, path } }) => `${method} ${path}` === wanted);
    return found && errorsOf(found);
  };

  it("follow from token, path, gates, body and query, in the order of the checks", () => {
    expect(codesOf("GET /health")).toEqual(["rate_limited", "internal", "unavailable"]);
    expect(codesOf("PUT /locations/{locationId}/labs")).toEqual([
      "unauthenticated",
      "payload_too_large",
      "unsupported_media_type",
      "malformed_json",
      "insufficient_scope",
      "not_in_location",
      "impersonation_forbidden",
      "invalid_request",
      "admin_required",
      "rate_limited",
      "internal",
      "unavailable",
    ]);
  });

  it("include no location check for the CRM platform, and no body checks without a body", () => {
    expect(codesOf("PUT /directory/locations/{locationId}")).not.toContain("not_in_location");
    expect(codesOf(REMOVAL)).not.toContain("malformed_json");
    expect(codesOf(REMOVAL)).toContain("method_not_allowed");
  });
});
