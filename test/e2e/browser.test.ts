import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { routes } from "../../functions/rest/routes.ts";
import { apiWith } from "../support/api-client.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";

const page = "http://localhost:5173";
const foreignPage = "https://evil.test";

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
});

afterAll(async () => {
  await cloud.stop();
  expect(cloud.complaints).toEqual([]);
});

interface Asked {
  readonly method?: string;
  readonly origin: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const ask = async (path: string, { method = "GET", origin, headers, ...body }: Asked) =>
  apiWith(cloud).request(method, path, { ...body, headers: { ...headers, Origin: origin } });

const preflight = (path: string, method: string, origin: string) =>
  ask(path, {
    method: "OPTIONS",
    origin,
    headers: {
      "Access-Control-Request-Method": method,
      "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    },
  });

const paths = new Map(routes.map(({ path, method }) => [path.replace(/\{\w+\}/g, "some-id"), method]));

describe("a page of an allowed origin", () => {
  it.each([...paths])("gets an answer to the preflight of %s (%s)", async (path, method) => {
    const { status, headers } = await preflight(path, method, page);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(page);
    expect(headers.get("access-control-allow-methods")).toContain(method);
    expect(headers.get("access-control-allow-headers")?.toLowerCase()).toContain("authorization");
    expect(headers.get("access-control-allow-headers")?.toLowerCase()).toContain("idempotency-key");
    expect(headers.get("vary")).toBe("Origin");
  });

  it("of a foreign origin gets no CORS headers", async () => {
    const asked = await preflight("/me", "GET", foreignPage);
    expect(asked.headers.get("access-control-allow-origin")).toBeNull();
    const answered = await ask("/health", { origin: foreignPage });
    expect(answered.headers.get("access-control-allow-origin")).toBeNull();
    expect(answered.headers.get("vary")).toBe("Origin");
  });

  it.each([
    ["a success", "GET", "/health", 200, page],
    ["the gateway's 401", "GET", "/me", 401, "*"],
    ["the gateway's 404", "GET", "/nowhere", 404, "*"],
    ["a mock integration's 405", "DELETE", "/me", 405, page],
  ])("may read %s", async (_what, method, path, status, allowed) => {
    const answer = await ask(path, { method, origin: page });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("access-control-allow-origin")).toBe(allowed);
    expect(answer.headers.get("access-control-expose-headers")).toContain("Retry-After");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.body).toBeTypeOf("object");
  });

  it("gets a demo token from the local cloud", async () => {
    expect((await preflight("/local/token", "POST", page)).status).toBe(204);
    const token = await ask("/local/token", { method: "POST", origin: page, body: '{"userId":"ana"}' });
    expect(token.headers.get("access-control-allow-origin")).toBe(page);
    const strange = await ask("/local/token", {
      method: "POST",
      origin: foreignPage,
      body: '{"userId":"ana"}',
    });
    expect(strange.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("a socket", () => {
  const open = async (headers: Record<string, string>) => {
    const protocols = ["internal-chat.v1", `bearer.${await cloud.issuer.issue({ userId: "ana" })}`];
    return new WebSocket(`${cloud.webSocketUrl}?locationId=loc-main`, protocols, { headers });
  };

  it.each<[string, Record<string, string>]>([
    ["of an allowed page", { Origin: page }],
    ["without an Origin, of no browser", {}],
  ])("%s opens", async (_opener, headers) => {
    const socket = await open(headers);
    await once(socket, "open");
    expect(socket.protocol).toBe("internal-chat.v1");
    socket.terminate();
  });

  it("of a foreign page is refused", async () => {
    const socket = await open({ Origin: foreignPage });
    const [error] = await once(socket, "error").catch((reason: unknown) => [reason]);
    expect(String(error)).toContain("403");
  });
});
