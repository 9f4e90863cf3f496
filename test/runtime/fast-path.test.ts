import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Connection } from "../../functions/domain/connections/connection.ts";
import { openDatabase } from "../../functions/runtime/dynamodb.ts";
import { openPush } from "../../functions/runtime/push-client.ts";
import { connection } from "../support/connections.ts";
import { RecordingLog } from "../support/recording-log.ts";

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `undefined` breaks the connection. */
type Answer = { readonly status?: number; readonly body?: object | string } | undefined;

const received: Received[] = [];
/** Answers to the next calls; afterwards each gets `{}` with 200. */
let answers: Answer[] = [];
/** The service's clock, if it differs from this machine's. */
let serviceTime: Date | undefined;
let url = "";
const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

const server = createServer(async (message, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const { method = "", url: path = "", headers } = message;
  received.push({ method, path, headers, body: Buffer.concat(chunks).toString("utf8") });
  if (serviceTime) response.setHeader("date", serviceTime.toUTCString());
  const answer = answers.length > 0 ? answers.shift() : {};
  if (answer === undefined) response.destroy();
  else {
    const { status = 200, body = {} } = answer;
    response.statusCode = status;
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }
});

beforeEach(async () => {
  received.length = 0;
  answers = [];
  serviceTime = undefined;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIATEST");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", secret);
  vi.stubEnv("AWS_SESSION_TOKEN", "session/+=");
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", url);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Verifies Signature Version 4, written by AWS's description of it. */
function expectSigned({ method, path, headers, body }: Received, service: string): void {
  const [, credential = "", signed = "", signature = ""] =
    /Credential=AKIATEST\/(.+), SignedHeaders=(.+), Signature=(\w+)$/.exec(headers.authorization ?? "") ?? [];
  expect(credential.split("/").slice(1)).toEqual(["eu-central-1", service, "aws4_request"]);
  const names = signed.split(";");
  expect(names).toEqual(expect.arrayContaining(["host", "x-amz-date", "x-amz-security-token"]));
  const digest = (text: string) => createHash("sha256").update(text).digest("hex");
  const twiceEscaped = path.split("/").map(encodeURIComponent).join("/");
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = [method, twiceEscaped, "", lines, signed, digest(body)].join("\n");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = credential.split("/").reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], credential, digest(canonical)].join("\n");
  expect(signature).toBe(hmac(key, toSign).toString("hex"));
}

/** The SDK's middleware numbers the attempts of a call; the fast path does not. */
const wentFast = ({ headers }: Received) => headers["amz-sdk-request"] === undefined;
const error = (type: string, more: object = {}) => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "No", ...more },
});

describe("calls of the table", () => {
  const key = { PK: "LOC#1", SK: "é" };
  const put = { item: { ...key, count: 7 }, condition: "attribute_not_exists(PK)" };

  /** A database whose first call is done: the next ones take the fast path. */
  async function warmDatabase() {
    const database = openDatabase("chats");
    await database.get(key);
    return database;
  }

  it("look the same on both paths, and are signed", async () => {
    const database = await warmDatabase();
    answers = [{ body: { Item: { n: { N: "7" }, list: { L: [{ S: "é" }, { NULL: true }] } } } }];
    expect(await database.get(key)).toEqual({ n: 7, list: ["é", null] });
    expect(received.map(wentFast)).toEqual([false, true]);
    const [slow, fast] = received;
    for (const name of ["host", "content-type", "x-amz-target", "content-length", "x-amz-security-token"]) {
      expect(fast?.headers[name], name).toBe(slow?.headers[name]);
    }
    expect(fast).toMatchObject({ method: slow?.method, path: slow?.path, body: slow?.body });
    for (const request of received) expectSigned(request, "dynamodb");
  });

  it("are signed by the service's clock if this machine's is wrong", async () => {
    serviceTime = new Date(Date.now() + 3600_000);
    const database = await warmDatabase();
    await database.get(key);
    expect(received.map(wentFast)).toEqual([false, true]);
    const signedAt = String(received[1]?.headers["x-amz-date"]).replace(
      /^(....)(..)(..)T(..)(..)(..)Z$/,
      "$1-$2-$3T$4:$5:$6Z",
    );
    expect(Math.abs(Date.parse(signedAt) - serviceTime.getTime())).toBeLessThan(60_000);
  });

  it("fail at once if a condition fails", async () => {
    const database = await warmDatabase();
    answers = [error("ConditionalCheckFailedException")];
    expect(await database.put(put)).toBe(false);
    expect(received).toHaveLength(2);
  });

  it("fail at once if a transaction is cancelled, with its reasons and the conflicting items", async () => {
    const database = await warmDatabase();
    const reasons = [{ Code: "ConditionalCheckFailed", Item: { PK: { S: "a" } } }, { Code: "None" }];
    answers = [error("TransactionCanceledException", { CancellationReasons: reasons })];
    await expect(database.transact([{ Put: database.putInput(put) }])).rejects.toMatchObject({
      name: "TransactionCanceledException",
      CancellationReasons: reasons,
    });
    expect(received).toHaveLength(2);
  });

  it.each([
    ["a broken connection", undefined],
    ["a failure of the service", { status: 500, body: { __type: "InternalServerError" } }],
    ["throttling", error("ProvisionedThroughputExceededException")],
    ["an answer that is not JSON", { status: 200, body: '{"Item' }],
  ])("are repeated through the middleware after %s, as the same transaction", async (_what, failure) => {
    const database = await warmDatabase();
    answers = [failure];
    await database.transact([{ Put: database.putInput(put) }]);
    expect(received.map(wentFast)).toEqual([false, true, false]);
    const tokens = received.slice(1).map(({ body }) => Object(JSON.parse(body)).ClientRequestToken);
    expect(tokens[0]).toMatch(/^[\w-]{36}$/);
    expect(tokens[1]).toBe(tokens[0]);
  });

  it("fail as the SDK decides after its own retries", async () => {
    const database = await warmDatabase();
    answers = Array.from({ length: 8 }, () => ({ status: 500, body: { __type: "InternalServerError" } }));
    await expect(database.get(key)).rejects.toMatchObject({ code: "unavailable" });
    answers = [error("ValidationException"), error("ValidationException")];
    await expect(database.get(key)).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("posts", () => {
  const event = { type: "typing", chatId: "c", userId: "ana", active: true } as const;
  const to = (id: string): Connection => connection("ana", { connectionId: id });
  let log: RecordingLog;

  async function warmPush() {
    log = new RecordingLog();
    const push = openPush(`${url}/prod`, log);
    await push.post([to("first")], event);
    return push;
  }

  it("look the same on both paths, and are signed", async () => {
    const push = await warmPush();
    expect(await push.post([to("L0SM9cOFvHcCIhw="), to("a/b")], event)).toEqual({ gone: [], failed: [] });
    expect(received.map(wentFast)).toEqual([false, true, true]);
    expect(received.map(({ path }) => path)).toEqual([
      "/prod/@connections/first",
      "/prod/@connections/L0SM9cOFvHcCIhw%3D",
      "/prod/@connections/a%2Fb",
    ]);
    for (const request of received) {
      expect(request).toMatchObject({ method: "POST", body: JSON.stringify(event) });
      expect(request.headers["content-type"]).toBe("application/octet-stream");
      expectSigned(request, "execute-api");
    }
    expect(log.lines).toEqual([]);
  });

  it("report at once the connections that are gone", async () => {
    const push = await warmPush();
    answers = [{ status: 410 }];
    expect(await push.post([to("gone")], event)).toEqual({ gone: [to("gone")], failed: [] });
    expect(received).toHaveLength(2);
  });

  it("are not repeated after a 429: another attempt would use up more of the account's requests", async () => {
    const push = await warmPush();
    answers = [{ status: 429, body: { message: "Too Many Requests" } }];
    expect(await push.post([to("a")], event)).toEqual({ gone: [], failed: [to("a")] });
    expect(received).toHaveLength(2);
    expect(log.lines).toMatchObject([
      { message: "push not delivered", fields: { cause: { name: "LimitExceededException" } } },
    ]);
  });

  it("are repeated through the middleware, which closing always takes", async () => {
    const push = await warmPush();
    answers = [undefined];
    expect(await push.post([to("a")], event)).toEqual({ gone: [], failed: [] });
    answers = [{ status: 204 }];
    await push.close("a");
    expect(received.map(({ method }) => method)).toEqual(["POST", "POST", "POST", "DELETE"]);
    expect(received.map(wentFast)).toEqual([false, true, false, false]);
    expect(log.lines).toEqual([]);
  });
});
