import { describe, expect, it } from "vitest";
import { meOperations } from "../../functions/rest/me.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { memoryPorts, profile } from "../support/memory-ports.ts";
import { lambdaContext, restEvent, userSession } from "../support/rest-event.ts";

/** Headers of an answer by their names in lower case, as a browser sees them. */
async function headersOf(userId: string, headers: Record<string, string>): Promise<Map<string, unknown>> {
  const preferences = { find: async () => undefined, put: async () => undefined };
  const ports = { ...memoryPorts(), preferences, timeZones: { has: async () => true } };
  ports.directory.users.set("ana", profile("ana"));
  const event = restEvent({ method: "GET", resource: "/me", headers, session: userSession(userId) });
  const allowedOrigins = ["https://app.test"];
  const handle = restHandler({ group: "me", operations: meOperations, ports, allowedOrigins });
  const answer = await handle(event, lambdaContext);
  return new Map(Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

describe.each([
  ["a success", "ana"],
  ["a refusal", "nobody"],
])("%s", (_what, userId) => {
  it("can be read by a page of an allowed origin, with the headers that clients need", async () => {
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
  ])("names no origin to %s, and still differs by it", async (_from, sent) => {
    const headers = await headersOf(userId, sent);
    expect(headers.has("access-control-allow-origin")).toBe(false);
    expect(headers.get("vary")).toBe("Origin");
  });

  it("is kept by no cache, guessed by no browser, and comes by TLS only", async () => {
    const headers = await headersOf(userId, {});
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}$/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});
