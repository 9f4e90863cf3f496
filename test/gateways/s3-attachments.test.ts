import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GuarddutyScan, noScan } from "../../functions/gateways/guardduty-scan.ts";
import { S3AttachmentFiles } from "../../functions/gateways/s3-attachment-files.ts";
import { S3AttachmentLinks } from "../../functions/gateways/s3-attachment-links.ts";
import type { S3Bucket } from "../../functions/gateways/s3-bucket.ts";
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

/** The rights that the stack grants to functions. */
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
  bucket = { client: s3.client, name: "files" };
});

afterEach(() => {
  s3.stop();
  expect(s3.denied).toEqual([]);
});

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

describe("an upload link", () => {
  it("signs host, length, type and condition, and no header that a browser could not send", async () => {
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

  it("accepts exactly the declared number of bytes, once", async () => {
    expect(await upload("longer")).toBe(403);
    expect(await upload("hell")).toBe(403);
    expect(await upload()).toBe(200);
    expect(await upload("HELLO")).toBe(412);
  });
});

describe("files", () => {
  const files = () => new S3AttachmentFiles(bucket);

  it("have the size and type of the upload; a missing one is undefined, although listing is forbidden", async () => {
    expect(await files().uploaded(attachment)).toBeUndefined();
    await upload();
    const seen = await files().uploaded(attachment);
    expect(seen).toMatchObject({ size: 5, contentType: "text/plain" });
    expect(seen?.etag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it("are copied without the headers that the uploader added", async () => {
    await upload("hello", { "Content-Encoding": "gzip", "Content-Disposition": "inline" });
    const seen = await files().uploaded(attachment);
    expect(await files().keep(attachment, required(seen))).toBe(true);
    expect(s3.bucket.find(UPLOAD)?.headers).toHaveProperty("content-encoding");
    expect(s3.bucket.find(KEPT)).toMatchObject({ size: 5, headers: { "content-type": "text/plain" } });
    expect(s3.bucket.find(KEPT)?.headers).not.toHaveProperty("content-encoding");
  });

  it("are not copied if they have changed or are gone", async () => {
    await upload();
    const other = { size: 5, contentType: "text/plain", etag: '"0123456789abcdef0123456789abcdef"' };
    expect(await files().keep(attachment, other)).toBe(false);
    expect(await files().keep({ ...attachment, attachmentId: "a2" }, other)).toBe(false);
    expect(s3.created).toEqual([UPLOAD]);
  });

  it("are copied again by a retry", async () => {
    await upload();
    const seen = required(await files().uploaded(attachment));
    await files().keep(attachment, seen);
    expect(await files().keep(attachment, seen)).toBe(true);
  });
});

describe("a download link", () => {
  it("gets the file under its name, until the link expires", async () => {
    await upload();
    const files = new S3AttachmentFiles(bucket);
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
  ] as const)("with the tag %s is %s; without a tag it is pending", async (tag, result) => {
    scanner.verdict = "pending";
    await upload();
    const files = new S3AttachmentFiles(bucket);
    await files.keep(attachment, required(await files.uploaded(attachment)));
    const scan = new GuarddutyScan(bucket);
    expect(await scan.resultOf(attachment)).toBe("pending");
    scanner.report(s3.bucket, KEPT, tag);
    expect(await scan.resultOf(attachment)).toBe(result);
  });

  it("is clean without a request if the stage has none", async () => {
    expect(await noScan.resultOf(attachment)).toBe("clean");
  });
});

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("nothing there");
  return value;
}
