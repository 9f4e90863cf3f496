import { once } from "node:events";
import { createServer } from "node:http";
import { S3RequestPresigner } from "@aws-sdk/s3-request-presigner";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GuarddutyScan, noScan } from "../../functions/gateways/guardduty-scan.ts";
import { S3AttachmentFiles } from "../../functions/gateways/s3-attachment-files.ts";
import { S3AttachmentLinks } from "../../functions/gateways/s3-attachment-links.ts";
import { S3Bucket } from "../../functions/gateways/s3-bucket.ts";
import { Scanner } from "../../local/s3/scanner.ts";
import { startTestS3, type TestS3 } from "../local/s3/test-s3.ts";

const attachment = {
  locationId: "loc",
  chatId: "c1",
  attachmentId: "a1",
  uploadedBy: "ana",
  filename: "a.txt",
  contentType: "text/plain",
  size: 5,
  dateAdded: "",
};
const UPLOAD = "uploads/loc/c1/a1";
const KEPT = "attachments/loc/c1/a1";

/** What functions may do, as the stack grants it. */
const granted = [
  { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::files/*" },
  { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::files/*" },
  { Effect: "Allow", Action: "s3:GetObjectTagging", Resource: "arn:aws:s3:::files/attachments/*" },
];

let s3: TestS3;
let scanner: Scanner;
let bucket: S3Bucket;

beforeEach(async () => {
  scanner = new Scanner([{ bucketName: "files", prefixes: ["attachments/"] }]);
  s3 = await startTestS3({ statements: granted, scanner, bucket: { versioned: true } });
  bucket = bucketAt(`${s3.endpoint}/files`);
});

afterEach(() => {
  s3.stop();
  expect(s3.denied).toEqual([]);
});

function bucketAt(url: string): S3Bucket {
  const { credentials, region, sha256 } = s3.client.config;
  return new S3Bucket({
    presigner: new S3RequestPresigner({ credentials, region, sha256 }),
    url: async () => url,
  });
}

const now = () => ({ now: Date.now(), seconds: 60 });

async function upload(body = "hello", headers: Record<string, string> = {}): Promise<number> {
  const { link } = await new S3AttachmentLinks(bucket).upload(attachment, now());
  const { status } = await fetch(link.url, {
    method: link.method,
    headers: { ...link.headers, ...headers },
    body,
  });
  return status;
}

describe("a link to upload by", () => {
  it("signs host, length, type and condition, and nothing that a browser could not send", async () => {
    const { link, expiresAt } = await new S3AttachmentLinks(bucket).upload(attachment, {
      now: 1_700_000_000_900,
      seconds: 900,
    });
    expect(expiresAt).toBe(1_700_000_900_000);
    const { searchParams, pathname } = new URL(link.url);
    expect(pathname).toBe(`/files/${UPLOAD}`);
    expect(searchParams.get("X-Amz-SignedHeaders")).toBe("content-length;content-type;host;if-none-match");
    expect(searchParams.get("X-Amz-Expires")).toBe("900");
    expect(searchParams.get("X-Amz-Date")).toBe("20231114T221320Z");
    expect(link.headers).toEqual({ "Content-Type": "text/plain", "If-None-Match": "*" });
  });

  it("is good for the bytes declared, once", async () => {
    expect(await upload("longer")).toBe(403);
    expect(await upload("hell")).toBe(403);
    expect(await upload()).toBe(200);
    expect(await upload("HELLO")).toBe(412);
  });
});

describe("files", () => {
  const files = () => new S3AttachmentFiles(bucket, "files");

  it("are seen as they were uploaded; what is not there is not, though one may not list", async () => {
    expect(await files().uploaded(attachment)).toBeUndefined();
    await upload();
    const seen = await files().uploaded(attachment);
    expect(seen).toMatchObject({ size: 5, contentType: "text/plain" });
    expect(seen?.etag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it("are kept without what the uploader added to them", async () => {
    await upload("hello", { "Content-Encoding": "gzip", "Content-Disposition": "inline" });
    const seen = await files().uploaded(attachment);
    expect(await files().keep(attachment, required(seen))).toBe(true);
    expect(s3.bucket.find(UPLOAD)?.headers).toHaveProperty("content-encoding");
    expect(s3.bucket.find(KEPT)).toMatchObject({ size: 5, headers: { "content-type": "text/plain" } });
    expect(s3.bucket.find(KEPT)?.headers).not.toHaveProperty("content-encoding");
  });

  it("are not kept when they are not what was seen, or gone", async () => {
    await upload();
    const other = { size: 5, contentType: "text/plain", etag: '"0123456789abcdef0123456789abcdef"' };
    expect(await files().keep(attachment, other)).toBe(false);
    expect(await files().keep({ ...attachment, attachmentId: "a2" }, other)).toBe(false);
    expect(s3.created).toEqual([UPLOAD]);
  });

  it("are kept again by a retry", async () => {
    await upload();
    const seen = required(await files().uploaded(attachment));
    await files().keep(attachment, seen);
    expect(await files().keep(attachment, seen)).toBe(true);
  });
});

describe("a link to download by", () => {
  it("brings the file under its name, until it expires", async () => {
    await upload();
    const files = new S3AttachmentFiles(bucket, "files");
    await files.keep(attachment, required(await files.uploaded(attachment)));
    const links = new S3AttachmentLinks(bucket);
    const disposition = `attachment; filename="it's (a) 100_ *.txt"; filename*=UTF-8''it%27s%20%28a%29%20100%25%20%2A.txt`;
    const { link } = await links.download(attachment, disposition, now());
    const answer = await fetch(link);
    expect([answer.status, await answer.text()]).toEqual([200, "hello"]);
    expect(answer.headers.get("content-disposition")).toBe(disposition);
    expect((await fetch(link.replace("attachment%3B", "inline%3B"))).status).toBe(403);
    const old = await links.download(attachment, disposition, { now: Date.now() - 62_000, seconds: 60 });
    expect((await fetch(old.link)).status).toBe(403);
  });
});

describe("a scan", () => {
  it.each([
    ["NO_THREATS_FOUND", "clean"],
    ["THREATS_FOUND", "withheld"],
    ["UNSUPPORTED", "withheld"],
    ["ACCESS_DENIED", "withheld"],
    ["FAILED", "withheld"],
  ] as const)("that says %s means %s; before it says anything, pending", async (tag, result) => {
    scanner.verdict = "pending";
    await upload();
    const files = new S3AttachmentFiles(bucket, "files");
    await files.keep(attachment, required(await files.uploaded(attachment)));
    const scan = new GuarddutyScan(bucket);
    expect(await scan.resultOf(attachment)).toBe("pending");
    scanner.report(s3.bucket, KEPT, tag);
    expect(await scan.resultOf(attachment)).toBe(result);
  });

  it("of a stage without one finds everything clean, and asks nobody", async () => {
    expect(await noScan.resultOf(attachment)).toBe("clean");
  });
});

/** An S3 that answers from a list; the last answer again and again. */
async function scripted(...answers: (readonly [status: number, body?: string])[]) {
  let requests = 0;
  const server = createServer((_request, response) => {
    const [status, body] = answers[Math.min(requests, answers.length - 1)] ?? [500];
    requests += 1;
    if (status === 0) response.destroy();
    else response.writeHead(status).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { bucket: bucketAt(`http://127.0.0.1:${port}/files`), requests: () => requests, close };
}

describe("an S3 in trouble", () => {
  const seen = { size: 5, contentType: "text/plain", etag: '"e"' };

  it.each([
    ["answers 503 once", [503]],
    ["breaks the connection once", [0]],
  ] as const)("that %s is asked again", async (_what, first) => {
    const done = [200, "<CopyObjectResult/>"] as const;
    const { bucket: troubled, requests, close } = await scripted(first, done);
    expect(await new S3AttachmentFiles(troubled, "files").keep(attachment, seen)).toBe(true);
    expect(requests()).toBe(2);
    close();
  });

  it.each([
    ["answers 503 all the time", [503], 2],
    ["breaks every connection", [0], 2],
    ["answers 200 and then fails", [200, "<Error><Code>InternalError</Code></Error>"], 1],
    ["finds the request wrong", [400], 1],
  ] as const)("that %s is unavailable", async (_what, answer, times) => {
    const { bucket: troubled, requests, close } = await scripted(answer);
    const files = new S3AttachmentFiles(troubled, "files");
    await expect(files.keep(attachment, seen)).rejects.toMatchObject({ code: "unavailable" });
    expect(requests()).toBe(times);
    close();
  });

  it("lets nobody have a file whose scan cannot be read", async () => {
    const { bucket: troubled, close } = await scripted([403]);
    await expect(new GuarddutyScan(troubled).resultOf(attachment)).rejects.toMatchObject({
      code: "unavailable",
    });
    close();
  });
});

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("nothing there");
  return value;
}
