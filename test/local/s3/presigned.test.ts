import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { outcome, presignPut, startTestS3, type TestS3 } from "./test-s3.ts";

const text = "hello, wörld";
const ContentLength = Buffer.byteLength(text);
const rightHeaders = { "Content-Type": "text/plain", "If-None-Match": "*" };

let s3: TestS3;
beforeEach(async () => {
  s3 = await startTestS3();
});
afterEach(() => s3.stop());

const put = async (url: string, headers: Record<string, string> = rightHeaders, body: string = text) =>
  outcome(await fetch(url, { method: "PUT", headers, body }));

describe("a presigned PUT", () => {
  it("stores the body with its type, and its MD5 as ETag, at a path-style URL", async () => {
    const url = await presignPut(s3, { ContentLength });
    expect(new URL(url).pathname).toBe("/files/a/b%20c.txt");
    expect(await put(url)).toBe("200");

    const {
      ETag,
      ContentType,
      ContentLength: size,
    } = await s3.client.send(new HeadObjectCommand({ Bucket: "files", Key: "a/b c.txt" }));
    expect({ ETag, ContentType, size }).toEqual({
      ETag: `"${createHash("md5").update(text).digest("hex")}"`,
      ContentType: "text/plain",
      size: ContentLength,
    });
  });

  it("is refused with 412 the second time and keeps the first body", async () => {
    const url = await presignPut(s3, { ContentLength });
    expect([await put(url), await put(url, rightHeaders, "HELLO, WÖRLD")]).toEqual([
      "200",
      "412 PreconditionFailed",
    ]);
    expect(s3.created).toEqual(["a/b c.txt"]);
    expect(s3.bodies()).toHaveLength(1);
  });

  it("succeeds for exactly one of two parallel uploads", async () => {
    const url = await presignPut(s3, { ContentLength });
    expect((await Promise.all([put(url), put(url)])).sort()).toEqual(["200", "412 PreconditionFailed"]);
    expect(s3.bodies()).toHaveLength(1);
  });

  it.each<[string, Record<string, string>, string]>([
    ["another type", { ...rightHeaders, "Content-Type": "text/html" }, text],
    ["a longer body", rightHeaders, `${text}!`],
    ["a shorter body", rightHeaders, text.slice(1)],
    ["no If-None-Match", { "Content-Type": "text/plain" }, text],
    ["another If-None-Match", { ...rightHeaders, "If-None-Match": '"x"' }, text],
  ])("is refused for %s", async (_, headers, body) => {
    expect(await put(await presignPut(s3, { ContentLength }), headers, body)).toBe(
      "403 SignatureDoesNotMatch",
    );
    expect(s3.bodies()).toEqual([]);
  });

  it("is refused with unsigned x-amz- headers", async () => {
    const url = await presignPut(s3, { ContentLength });
    expect(await put(url, { ...rightHeaders, "x-amz-meta-a": "b" })).toBe("403 AccessDenied");
  });

  it.each<[string, (url: URL) => void, string]>([
    ["another key", (url) => (url.pathname = "/files/other"), "403 SignatureDoesNotMatch"],
    ["a longer expiry", (url) => url.searchParams.set("X-Amz-Expires", "3000"), "403 SignatureDoesNotMatch"],
    [
      "an additional parameter",
      (url) => url.searchParams.set("response-content-type", "a/b"),
      "403 SignatureDoesNotMatch",
    ],
    [
      "a shortened signature",
      (url) => url.searchParams.set("X-Amz-Signature", "00"),
      "403 SignatureDoesNotMatch",
    ],
    [
      "no signature",
      (url) => url.searchParams.delete("X-Amz-Signature"),
      "400 AuthorizationQueryParametersError",
    ],
    ["an unsigned request", (url) => (url.search = ""), "403 AccessDenied"],
    [
      "an unknown access key",
      (url) => replace(url, "X-Amz-Credential", /^\w+/, "AKIANOBODY"),
      "403 InvalidAccessKeyId",
    ],
    [
      "another region",
      (url) => replace(url, "X-Amz-Credential", /us-east-1/, "eu-west-1"),
      "400 AuthorizationQueryParametersError",
    ],
    [
      "another service",
      (url) => replace(url, "X-Amz-Credential", /\/s3\//, "/sns/"),
      "400 AuthorizationQueryParametersError",
    ],
    ["another session token", (url) => url.searchParams.set("X-Amz-Security-Token", "x"), "400 InvalidToken"],
    ["a bucket that does not exist", (url) => (url.pathname = "/nowhere/a"), "403 SignatureDoesNotMatch"],
  ])("is refused for %s", async (_, change, expected) => {
    const url = new URL(await presignPut(s3, { ContentLength }));
    change(url);
    expect(await put(url.href)).toBe(expected);
    expect(s3.bodies()).toEqual([]);
  });

  it.each<[string, number, number, string]>([
    ["a second after it expired", -301, 300, "Request has expired"],
    ["a URL from the future", 16 * 60, 300, "Request is not yet valid"],
  ])("is refused for %s", async (_, offsetSeconds, expiresIn, reason) => {
    const signingDate = new Date(Date.now() + offsetSeconds * 1000);
    const url = await presignPut(s3, { ContentLength }, { expiresIn, signingDate });
    const response = await fetch(url, { method: "PUT", headers: rightHeaders, body: text });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain(`<Code>AccessDenied</Code><Message>${reason}</Message>`);
  });

  it("is refused for the checksum of an empty body, which the SDK signs by default", async () => {
    const client = s3.connect({ requestChecksumCalculation: "WHEN_SUPPORTED" });
    const url = await presignPut({ ...s3, client }, { ContentLength });
    expect(await put(url)).toBe("400 BadDigest");
    expect(s3.bodies()).toEqual([]);
  });

  it("stores nothing if the client disconnects during the upload", async () => {
    const url = new URL(await presignPut(s3, { ContentLength: 1000 }));
    const socket = connect(s3.port, "127.0.0.1");
    await once(socket, "connect");
    const lines = [
      `PUT ${url.pathname}${url.search} HTTP/1.1`,
      `Host: ${url.host}`,
      "Content-Length: 1000",
      ...Object.entries(rightHeaders).map(([name, value]) => `${name}: ${value}`),
    ];
    socket.write(`${lines.join("\r\n")}\r\n\r\n${"x".repeat(500)}`);
    await eventually(() => s3.bodies()[0]);
    socket.destroy();
    await eventually(() => (s3.bodies().length === 0 ? "gone" : undefined));
    expect(s3.created).toEqual([]);
    expect(s3.denied).toEqual([]);
  });

  it("with a large body is refused with a response and not with a broken connection", async () => {
    const body = Buffer.alloc(8 * 1024 * 1024);
    const url = await presignPut(s3, { ContentLength: body.length });
    const headers = { ...rightHeaders, "Content-Type": "text/html" };
    expect(await outcome(await fetch(url, { method: "PUT", headers, body }))).toBe(
      "403 SignatureDoesNotMatch",
    );
  });

  it("is refused without a length", async () => {
    const command = new PutObjectCommand({ Bucket: "files", Key: "stream" });
    const url = await getSignedUrl(s3.client, command);
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(Buffer.from(text));
        controller.close();
      },
    });
    const response = await fetch(url, { method: "PUT", body, duplex: "half" });
    expect(await outcome(response)).toBe("411 MissingContentLength");
  });
});

describe("a presigned GET", () => {
  beforeEach(async () => {
    expect(await put(await presignPut(s3, { ContentLength }))).toBe("200");
  });
  const presignGet = (input: object = {}) =>
    getSignedUrl(s3.client, new GetObjectCommand({ Bucket: "files", Key: "a/b c.txt", ...input }), {
      expiresIn: 300,
    });

  it("returns the body with the signed disposition and type", async () => {
    const url = await presignGet({
      ResponseContentDisposition: 'attachment; filename="b c.txt"',
      ResponseContentType: "application/octet-stream",
    });
    const response = await fetch(url);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="b c.txt"');
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(await response.text()).toBe(text);
  });

  it("returns a range", async () => {
    const get = async (Range: string) => {
      const response = await fetch(await presignGet(), { headers: { Range } });
      return [response.status, response.headers.get("content-range"), await response.text()];
    };
    expect(await get("bytes=0-4")).toEqual([206, "bytes 0-4/13", "hello"]);
    expect(await get("bytes=-2")).toEqual([206, "bytes 11-12/13", "ld"]);
    expect(await get("bytes=10-100")).toEqual([206, "bytes 10-12/13", "rld"]);
    expect((await get("bytes=13-")).slice(0, 1)).toEqual([416]);
  });

  it("works only for a GET", async () => {
    expect(await outcome(await fetch(await presignGet(), { method: "DELETE" }))).toBe(
      "403 SignatureDoesNotMatch",
    );
  });
});

function replace(url: URL, name: string, pattern: RegExp, by: string): void {
  url.searchParams.set(name, (url.searchParams.get(name) ?? "").replace(pattern, by));
}
