import { describe, expect, it } from "vitest";
import { meOperations } from "../../functions/rest/me.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { meApiPorts } from "../support/api-ports.ts";
import { lambdaContext, restEvent, userSession } from "../support/rest-event.ts";

/** The headers of an answer to `GET /me`, by lower-case name as browsers see them. */
async function headersOf(userId: string, headers: Record<string, string>): Promise<Map<string, unknown>> {
  const event = restEvent({ method: "GET", resource: "/me", headers, session: userSession(userId) });
  const allowedOrigins = ["https://app.test"];
  const handle = restHandler({ group: "me", operations: meOperations, ports: meApiPorts(), allowedOrigins });
  const answer = await handle(event, lambdaContext);
  return new Map(Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

describe.each([
  ["a success", "ana"],
  ["a refusal", "nobody"],
])("%s", (_what, userId) => {
  it("lets pages of an allowed origin read the answer and the headers that clients need", async () => {
    const headers = await headersOf(userId, { origin: "https://app.test" });
    expect(headers.get("access-control-allow-origin")).toBe("https://app.test");
    expect(headers.get("access-control-expose-headers")).toMatch(
      /Idempotent-Replayed, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining/,
    );
    expect(headers.get("vary")).toBe("Origin");
  });

  it.each<[string, Record<string, string>]>([
    ["another origin", { Origin: "https://evil.test" }],
    ["no origin", {}],
  ])("allows no origin for a request from %s, and varies by it", async (_from, sent) => {
    const headers = await headersOf(userId, sent);
    expect(headers.has("access-control-allow-origin")).toBe(false);
    expect(headers.get("vary")).toBe("Origin");
  });

  it("forbids caching, content sniffing, plain HTTP and active content", async () => {
    const headers = await headersOf(userId, {});
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}$/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});
