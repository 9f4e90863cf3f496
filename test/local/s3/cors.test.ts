import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outcome, presignPut, startTestS3, type TestS3 } from "./test-s3.ts";

const rule = {
  AllowedOrigins: ["https://*.crm.example"],
  AllowedMethods: ["GET", "PUT"],
  AllowedHeaders: ["content-type", "if-*"],
  ExposedHeaders: ["ETag"],
  MaxAge: 600,
};
const origin = "https://app.crm.example";

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3({ bucket: { corsRules: [rule] } });
});
afterAll(() => s3.stop());

const preflight = (headers: Record<string, string>) =>
  fetch(`${s3.endpoint}/files/a`, { method: "OPTIONS", headers });

describe("a preflight", () => {
  it("is answered by the bucket's rule, without a signature", async () => {
    const { status, headers } = await preflight({
      Origin: origin,
      "Access-Control-Request-Method": "PUT",
      "Access-Control-Request-Headers": "content-type, if-none-match",
    });
    expect(status).toBe(200);
    expect(headers.get("access-control-allow-origin")).toBe(origin);
    expect(headers.get("access-control-allow-methods")).toBe("GET, PUT");
    expect(headers.get("access-control-allow-headers")).toBe("content-type, if-none-match");
    expect(headers.get("access-control-max-age")).toBe("600");
  });

  it.each([
    ["another origin", { Origin: "https://crm.example.evil", "Access-Control-Request-Method": "PUT" }],
    ["another method", { Origin: origin, "Access-Control-Request-Method": "DELETE" }],
    [
      "another header",
      {
        Origin: origin,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "x-amz-acl",
      },
    ],
  ])("is refused for %s", async (_, headers: Record<string, string>) => {
    expect(await outcome(await preflight(headers))).toBe("403 AccessForbidden");
  });
});

describe("a request", () => {
  const put = async (headers: Record<string, string>) => {
    const url = await presignPut(s3, { ContentLength: 1, Key: crypto.randomUUID() });
    return fetch(url, {
      method: "PUT",
      headers: { "Content-Type": "text/plain", "If-None-Match": "*", ...headers },
      body: "x",
    });
  };

  it("from an origin that the rule names gets CORS headers, also on a refusal", async () => {
    const { status, headers } = await put({ Origin: origin });
    expect([
      status,
      headers.get("access-control-allow-origin"),
      headers.get("access-control-expose-headers"),
    ]).toEqual([200, origin, "ETag"]);
    const refused = await fetch(`${s3.endpoint}/files/a`, { headers: { Origin: origin } });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([403, origin]);
  });

  it("from another origin, or without one, gets no CORS headers", async () => {
    const others: Record<string, string>[] = [{ Origin: "https://evil.example" }, {}];
    for (const headers of others) {
      expect((await put(headers)).headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});
