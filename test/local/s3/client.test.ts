import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it } from "vitest";
import { startTestS3, type TestS3, type TestS3Options } from "./test-s3.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function start(options?: TestS3Options): Promise<TestS3> {
  const s3 = await startTestS3(options);
  stops.push(s3.stop);
  return s3;
}

const at = (Key: string) => ({ Bucket: "files", Key });
const write = (client: S3Client, Key: string, Body: string) =>
  client.send(new PutObjectCommand({ ...at(Key), Body }));
const read = async (client: S3Client, Key: string, VersionId?: string) =>
  (await client.send(new GetObjectCommand({ ...at(Key), VersionId }))).Body?.transformToString();

/** `{status} {code}` of S3's refusal, or `no refusal`. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof S3ServiceException) return `${error.$metadata.httpStatusCode} ${error.name}`;
    throw error;
  }
  return "no refusal";
}

describe("the SDK's client", () => {
  it("writes, reads, lists and deletes keys of any characters", async () => {
    const { client } = await start();
    const keys = ["a/1", "a/ü & <b>'\"+%2F!*()", "b"];
    for (const key of keys) await write(client, key, `of ${key}`);
    expect(await Promise.all(keys.map((key) => read(client, key)))).toEqual(keys.map((key) => `of ${key}`));

    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: "files", Prefix: "a/" }));
    expect(Contents?.map(({ Key, Size }) => [Key, Size])).toEqual(
      keys.slice(0, 2).map((key) => [key, Buffer.byteLength(`of ${key}`)]),
    );
    await client.send(new DeleteObjectCommand(at("b")));
    expect(await refusal(read(client, "b"))).toBe("404 NoSuchKey");
  });

  it("lists page by page", async () => {
    const { client } = await start();
    for (const key of ["1", "2", "3"]) await write(client, key, "");
    const first = await client.send(new ListObjectsV2Command({ Bucket: "files", MaxKeys: 2 }));
    const token = first.NextContinuationToken;
    const second = await client.send(new ListObjectsV2Command({ Bucket: "files", ContinuationToken: token }));
    expect([first, second].map(({ Contents }) => Contents?.map(({ Key }) => Key))).toEqual([
      ["1", "2"],
      ["3"],
    ]);
    expect(second.IsTruncated).toBe(false);
  });

  it("works with its default checksums, and S3 verifies them", async () => {
    const { connect } = await start();
    const client = connect({ requestChecksumCalculation: "WHEN_SUPPORTED" });
    await write(client, "a", "text");
    expect(await read(client, "a")).toBe("text");
    const wrong = new PutObjectCommand({ ...at("b"), Body: "text", ChecksumCRC32: "AAAAAA==" });
    expect(await refusal(client.send(wrong))).toBe("400 BadDigest");
    expect(await refusal(read(client, "b"))).toBe("404 NoSuchKey");
  });

  it("is refused for a body that differs from the signed one", async () => {
    const { client, bodies } = await start();
    client.middlewareStack.add(
      (next) => (args) => next({ ...args, request: Object.assign(Object(args.request), { body: "TEXT" }) }),
      { step: "finalizeRequest", priority: "low" },
    );
    expect(await refusal(write(client, "a", "text"))).toBe("400 XAmzContentSHA256Mismatch");
    expect(bodies()).toEqual([]);
  });

  it("is refused with a wrong secret, an unknown key or a clock that is 16 minutes off", async () => {
    const { connect } = await start();
    const credentials = { accessKeyId: "AKIANOBODY", secretAccessKey: "local", sessionToken: "local" };
    expect(await refusal(read(connect({ credentials }), "a"))).toBe("403 InvalidAccessKeyId");
    const forged = { ...(await connect().config.credentials()), secretAccessKey: "guess" };
    expect(await refusal(read(connect({ credentials: forged }), "a"))).toBe("403 SignatureDoesNotMatch");
    const late = connect({ systemClockOffset: -16 * 60_000 });
    expect(await refusal(read(late, "a"))).toBe("403 RequestTimeTooSkewed");
  });

  it("stores type, disposition, metadata and tags", async () => {
    const { client } = await start();
    await client.send(
      new PutObjectCommand({
        ...at("a"),
        Body: "x",
        ContentType: "image/png",
        ContentDisposition: "inline",
        Metadata: { owner: "ana" },
        Tagging: "state=new&of=a%26b",
      }),
    );
    const head = await client.send(new HeadObjectCommand(at("a")));
    expect(head).toMatchObject({
      ContentType: "image/png",
      ContentDisposition: "inline",
      ContentLength: 1,
      Metadata: { owner: "ana" },
    });
    const { TagSet } = await client.send(new GetObjectTaggingCommand(at("a")));
    expect(TagSet).toEqual([
      { Key: "state", Value: "new" },
      { Key: "of", Value: "a&b" },
    ]);
  });

  it("replaces tags, at most ten", async () => {
    const { client } = await start();
    await write(client, "a", "x");
    const tag = (count: number) => {
      const TagSet = Array.from({ length: count }, (_, index) => ({ Key: `<${index}>`, Value: "&" }));
      return client.send(new PutObjectTaggingCommand({ ...at("a"), Tagging: { TagSet } }));
    };
    await tag(2);
    expect(await refusal(tag(11))).toBe("400 InvalidTag");
    const { TagSet } = await client.send(new GetObjectTaggingCommand(at("a")));
    expect(TagSet).toEqual([
      { Key: "<0>", Value: "&" },
      { Key: "<1>", Value: "&" },
    ]);
  });
});

describe("conditions", () => {
  it("of a write are checked against the current object", async () => {
    const { client } = await start();
    const { ETag } = await write(client, "a", "1");
    const put = (condition: object) =>
      client.send(new PutObjectCommand({ ...at("a"), Body: "2", ...condition }));
    expect(await refusal(put({ IfNoneMatch: "*" }))).toBe("412 PreconditionFailed");
    expect(await refusal(put({ IfMatch: '"0"' }))).toBe("412 PreconditionFailed");
    await put({ IfMatch: ETag });
    expect(await read(client, "a")).toBe("2");
  });

  it("of a read are checked against the current object", async () => {
    const { client } = await start();
    const { ETag } = await write(client, "a", "1");
    const get = (condition: object) => client.send(new GetObjectCommand({ ...at("a"), ...condition }));
    expect(await refusal(get({ IfMatch: '"0"' }))).toBe("412 PreconditionFailed");
    expect(await refusal(get({ IfNoneMatch: ETag }))).toMatch(/^304/);
  });
});

describe("CopyObject", () => {
  const copy = (client: S3Client, input: object) =>
    client.send(new CopyObjectCommand({ ...at("kept/a b"), CopySource: "files/new/a%20b", ...input }));

  it("copies body, headers and tags if the source is unchanged", async () => {
    const { client } = await start();
    const put = new PutObjectCommand({
      ...at("new/a b"),
      Body: "x",
      ContentType: "image/png",
      Tagging: "s=1",
    });
    const { ETag } = await client.send(put);
    expect(await refusal(copy(client, { CopySourceIfMatch: '"0"' }))).toBe("412 PreconditionFailed");
    expect(await refusal(client.send(new HeadObjectCommand(at("kept/a b"))))).toMatch(/^404/);

    const { CopyObjectResult } = await copy(client, { CopySourceIfMatch: ETag });
    expect(CopyObjectResult?.ETag).toBe(ETag);
    const { ContentType, TagCount } = await client.send(new GetObjectCommand(at("kept/a b")));
    expect([ContentType, TagCount]).toEqual(["image/png", 1]);
  });

  it("replaces headers and tags on request", async () => {
    const { client } = await start();
    await client.send(new PutObjectCommand({ ...at("new/a b"), Body: "x", Tagging: "s=1" }));
    await copy(client, { MetadataDirective: "REPLACE", ContentType: "a/b", TaggingDirective: "REPLACE" });
    const { ContentType, TagCount } = await client.send(new GetObjectCommand(at("kept/a b")));
    expect([ContentType, TagCount]).toEqual(["a/b", undefined]);
  });

  it("answers 404 for a missing source and 400 for a copy onto itself without a change", async () => {
    const { client } = await start();
    expect(await refusal(copy(client, {}))).toBe("404 NoSuchKey");
    await write(client, "kept/a b", "x");
    expect(await refusal(copy(client, { CopySource: "files/kept/a%20b" }))).toBe("400 InvalidRequest");
  });
});

describe("rights", () => {
  const allow = (Action: string | string[], Resource: string, Condition?: object) => ({
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition && { Condition }),
  });

  it("are checked by action and key, and a refusal is reported", async () => {
    const { client, denied, bodies } = await start({
      statements: [allow("s3:PutObject", "arn:aws:s3:::files/new/*")],
    });
    await write(client, "new/a", "x");
    expect(await refusal(write(client, "old/a", "x"))).toBe("403 AccessDenied");
    expect(await refusal(read(client, "new/a"))).toBe("403 AccessDenied");
    expect(denied).toEqual([
      expect.stringContaining('s3:PutObject on resource: "arn:aws:s3:::files/old/a"'),
      expect.stringContaining("s3:GetObject"),
    ]);
    expect(bodies()).toHaveLength(1);
  });

  it("hide a missing key behind a 403 without s3:ListBucket", async () => {
    const { client } = await start({ statements: [allow("s3:GetObject", "arn:aws:s3:::files/*")] });
    expect(await refusal(read(client, "a"))).toBe("403 AccessDenied");
  });

  it("may depend on the object's tags", async () => {
    const clean = { StringEquals: { "s3:ExistingObjectTag/state": "clean" } };
    const { client } = await start({
      statements: [
        allow("s3:GetObject", "arn:aws:s3:::files/*", clean),
        allow(["s3:PutObject", "s3:PutObjectTagging"], "arn:aws:s3:::files/*"),
      ],
    });
    await client.send(new PutObjectCommand({ ...at("a"), Body: "x", Tagging: "state=clean" }));
    await client.send(new PutObjectCommand({ ...at("b"), Body: "x", Tagging: "state=new" }));
    expect(await read(client, "a")).toBe("x");
    expect(await refusal(read(client, "b"))).toBe("403 AccessDenied");
  });

  it("for a copy are those to read the source and to write the target, including its tags", async () => {
    const s3 = await start({
      statements: [
        allow("s3:PutObject", "arn:aws:s3:::files/*"),
        allow("s3:GetObject", "arn:aws:s3:::files/new/*"),
      ],
    });
    const copy = (source: string) =>
      s3.client.send(new CopyObjectCommand({ ...at("kept"), CopySource: `files/${source}` }));
    await write(s3.client, "new/a", "x");
    await write(s3.client, "old/a", "x");
    await copy("new/a");
    expect(await refusal(copy("old/a"))).toBe("403 AccessDenied");
    const object = s3.bucket.find("new/a");
    if (object) s3.bucket.setTags("new/a", object, { s: "1" });
    expect(await refusal(copy("new/a"))).toBe("403 AccessDenied");
  });
});

describe("a bucket with versions", () => {
  it("keeps overwritten and deleted versions", async () => {
    const { client } = await start({ bucket: { versioned: true } });
    const first = await write(client, "a", "1");
    await write(client, "a", "2");
    expect([await read(client, "a"), await read(client, "a", first.VersionId)]).toEqual(["2", "1"]);

    const { DeleteMarker, VersionId } = await client.send(new DeleteObjectCommand(at("a")));
    expect(DeleteMarker).toBe(true);
    expect(await refusal(read(client, "a"))).toBe("404 NoSuchKey");
    await client.send(new DeleteObjectCommand({ ...at("a"), VersionId }));
    expect(await read(client, "a")).toBe("2");
  });
});

describe("the data directory", () => {
  it("restores all objects after a restart and removes bodies that no key refers to", async () => {
    const dir = mkdtempSync(join(tmpdir(), "s3-"));
    stops.unshift(() => rmSync(dir, { recursive: true }));
    const before = await start({ dir, bucket: { versioned: true } });
    const { VersionId } = await write(before.client, "a", "1");
    await before.client.send(new PutObjectCommand({ ...at("a"), Body: "2", Tagging: "s=1" }));
    writeFileSync(join(before.bucket.bodies, "unfinished-upload"), "3");

    const after = await start({ dir, bucket: { versioned: true } });
    expect([await read(after.client, "a"), await read(after.client, "a", VersionId)]).toEqual(["2", "1"]);
    expect(after.bucket.find("a")?.tags).toEqual({ s: "1" });
    expect(after.bodies()).toHaveLength(2);
  });

  it("holds one body per key without versioning", async () => {
    const { client, bodies } = await start();
    await write(client, "a", "1");
    await write(client, "a", "2");
    expect(bodies()).toHaveLength(1);
    await client.send(new DeleteObjectCommand(at("a")));
    expect(bodies()).toEqual([]);
  });
});
