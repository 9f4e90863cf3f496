import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../local/http.ts";
import { createLocalRoutes } from "../../local/local-routes.ts";

/** The local routes of a cloud with one device, and the calls that they made. */
function routes() {
  const disabled: string[] = [];
  const verdicts: string[] = [];
  const answer = createLocalRoutes({
    issuer: { issue: async () => "token", sign: async () => "token", jwks: { keys: [] } },
    notifications: (userId = "everybody") => [{ target: "topic", attributes: {}, body: userId }],
    disableDevice: (device) => disabled.push(device) > 0 && device === "fcm:token",
    setVerdict: (verdict) => verdicts.push(verdict),
    usage: () => ({ operations: {}, pushes: 0, publishes: 0 }),
  });
  const request = async (method: string, path: string, query = "", sent: unknown = undefined) => {
    const given: HttpRequest = {
      method,
      path,
      query: new URLSearchParams(query),
      headers: [],
      sourceIp: "127.0.0.1",
      body: sent === undefined ? "" : JSON.stringify(sent),
    };
    const { status, body } = await answer(given);
    return { status, body: JSON.parse(String(body)) };
  };
  return { request, disabled, verdicts };
}

describe("local routes", () => {
  it("disable a device by its id or token, percent-encoded or not", async () => {
    const { request, disabled } = routes();
    expect(await request("POST", "/local/devices/fcm%3Atoken/disable")).toEqual({
      status: 200,
      body: { disabled: true },
    });
    expect(await request("POST", "/local/devices/unknown/disable/")).toMatchObject({
      status: 404,
      body: { code: "not_found", message: "no such device" },
    });
    expect(disabled).toEqual(["fcm:token", "unknown"]);
    expect(await request("GET", "/local/devices/fcm:token/disable")).toMatchObject({ status: 405 });
    expect(await request("POST", "/local/devices/fcm:token")).toMatchObject({ status: 404 });
  });

  it("set the scanner's verdict", async () => {
    const { request, verdicts } = routes();
    const tell = (sent: unknown) => request("PUT", "/local/scanner", "", sent);
    expect(await tell({ verdict: "pending" })).toEqual({ status: 200, body: { verdict: "pending" } });
    expect(await tell({ verdict: "good" })).toMatchObject({ status: 422, body: { code: "invalid_request" } });
    expect(await tell(undefined)).toMatchObject({ status: 400, body: { code: "malformed_json" } });
    expect(verdicts).toEqual(["pending"]);
  });

  it("show the notifications of everybody or of one user", async () => {
    const { request } = routes();
    expect((await request("GET", "/local/notifications")).body.notifications).toMatchObject([
      { body: "everybody" },
    ]);
    expect((await request("GET", "/local/notifications", "userId=ana")).body.notifications).toMatchObject([
      { body: "ana" },
    ]);
  });
});
