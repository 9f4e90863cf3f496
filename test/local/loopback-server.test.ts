import { get as httpGet, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import * as z from "zod";
import { listen } from "../../local/free-port.ts";
import { createLoopbackServer } from "../../local/loopback-server.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";

const ErrorBody = z.strictObject({
  statusCode: z.number(),
  code: z.string(),
  error: z.string(),
  message: z.string().min(1),
  traceId: z.uuid(),
});

const server = createLoopbackServer({
  request: (_, response) => response.end("served"),
  upgrade: (_, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
});
let port = 0;
beforeAll(async () => {
  port = await listen(server, 0);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends bytes as they are and reads the answer to its end. */
async function exchange(request: string) {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined); // the rest of a refused request is not read
  socket.end(request);
  const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
  const status = Number(head.split(" ")[1]);
  const read = () => ErrorBody.parse(JSON.parse(body));
  return { status, head, body, read };
}

const get = (...headers: string[]) =>
  `${["GET / HTTP/1.1", ...headers, "Connection: close"].join("\r\n")}\r\n\r\n`;
const upgrade = (host: string) =>
  `${["GET /ws HTTP/1.1", `Host: ${host}`, "Connection: Upgrade", "Upgrade: websocket"].join("\r\n")}\r\n\r\n`;

const loopback = [
  "localhost",
  "localhost:4000",
  "LOCALHOST:4000",
  "127.0.0.1",
  "127.8.9.10:4000",
  "[::1]",
  "[::1]:4000",
];
const foreign = [
  "rebound.example",
  "rebound.example:4000",
  "localhost.rebound.example",
  "127.0.0.1.rebound.example",
  "127.0.0.1@rebound.example",
  "rebound.example/127.0.0.1",
  "rebound.example localhost",
  "128.0.0.1",
  "0.0.0.0:4000",
  "127.0.0.256",
  "192.168.1.10:4000",
  "[::2]:4000",
  "[::ffff:10.0.0.1]",
  "",
];

describe("a server on loopback", () => {
  it.each(loopback)("serves requests to %s", async (host) => {
    expect(await exchange(get(`Host: ${host}`))).toMatchObject({ status: 200, body: "served" });
    expect(await exchange(upgrade(host))).toMatchObject({ status: 101 });
  });

  it.each(foreign)("refuses requests and upgrades to the host '%s' with 403", async (host) => {
    for (const request of [get(`Host: ${host}`), upgrade(host)]) {
      const answer = await exchange(request);
      expect(answer.status).toBe(403);
      expect(answer.read()).toMatchObject({
        statusCode: 403,
        code: "insufficient_scope",
        error: "Forbidden",
      });
    }
  });

  it("refuses a request without a host, and one with two", async () => {
    expect((await exchange(get())).status).toBe(403);
    expect((await exchange(get("Host: localhost", "Host: rebound.example"))).status).toBe(403);
  });

  it.each([
    ["a header", `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`],
    ["a megabyte of headers", `GET / HTTP/1.1\r\nHost: localhost\r\n${"X-Long: x\r\n".repeat(90_000)}\r\n`],
    ["a request line", `GET /?${"x".repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
  ])("answers 431 in the API's error shape to %s that is too large", async (_, request) => {
    const answer = await exchange(request);
    expect(answer.status).toBe(431);
    expect(answer.head).toContain("Content-Type: application/json");
    expect(answer.read()).toMatchObject({
      statusCode: 431,
      code: "payload_too_large",
      error: "Request Header Fields Too Large",
    });
  });

  it("answers 400 in the API's error shape to what is not HTTP", async () => {
    const answer = await exchange("hello\r\n\r\n");
    expect(answer.status).toBe(400);
    expect(answer.read()).toMatchObject({ statusCode: 400, code: "invalid_request", error: "Bad Request" });
  });
});

describe("the local cloud", () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud({ demoData: false });
  });
  afterAll(() => cloud.stop());

  const statusOf = (url: string, host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      httpGet(url, { headers: { host } }, (response: IncomingMessage) => {
        response.resume();
        resolve(response.statusCode);
      }).on("error", reject);
    });

  it.each(["/health", "/docs", "/local/users", "/me"])("refuses %s to another host's pages", async (path) => {
    expect(await statusOf(`${cloud.url}${path}`, "rebound.example")).toBe(403);
    expect(await statusOf(`${cloud.url}${path}`, "localhost")).toBe(path === "/me" ? 401 : 200);
  });

  it("refuses sockets and S3's endpoint to another host's pages", async () => {
    const token = await cloud.issuer.issue({ userId: "ana" });
    const socket = new WebSocket(
      `${cloud.webSocketUrl}?locationId=loc-main`,
      ["internal-chat.v1", `bearer.${token}`],
      { headers: { host: "rebound.example" } },
    );
    const refusal = await new Promise((resolve) => socket.once("error", resolve));
    expect(String(refusal)).toContain("403");
    expect(await statusOf(cloud.s3.endpoint, "rebound.example")).toBe(403);
    expect(cloud.complaints).toEqual([]);
  });
});
