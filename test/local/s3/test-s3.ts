import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { accessKeyId, localSecret, localSessionToken } from "../../../local/access/identities.ts";
import { type AccessRequest, evaluate, PolicyDocument } from "../../../local/access/policy.ts";
import { listen } from "../../../local/free-port.ts";
import { Bucket } from "../../../local/s3/bucket.ts";
import type { BucketSettings } from "../../../local/s3/bucket-settings.ts";
import { createS3Server } from "../../../local/s3/s3-server.ts";
import type { Scanner } from "../../../local/s3/scanner.ts";

const region = "us-east-1";
const plain: BucketSettings = {
  name: "files",
  arn: "arn:aws:s3:::files",
  versioned: false,
  corsRules: [],
  queueNotifications: [],
};

export interface TestS3Options {
  readonly bucket?: Partial<BucketSettings>;
  /** The function's policy. @default everything with the bucket and its objects */
  readonly statements?: readonly object[];
  readonly scanner?: Scanner;
  readonly dir?: string;
}

export type TestS3 = Awaited<ReturnType<typeof startTestS3>>;

/** Starts a server with the bucket `files`, and the SDK client of a function that may use it. */
export async function startTestS3(options: TestS3Options = {}) {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), "s3-"));
  const created: string[] = [];
  const denied: string[] = [];
  const bucket = new Bucket(dir, { ...plain, ...options.bucket }, (where, key, object) => {
    options.scanner?.inspect(where, key, object);
    created.push(key);
  });
  const all = [{ Effect: "Allow", Action: "s3:*", Resource: ["arn:aws:s3:::files", "arn:aws:s3:::files/*"] }];
  const policy = PolicyDocument.parse({ Statement: options.statements ?? all });
  const caller = {
    arn: "arn:function",
    functionName: "chats",
    may: (request: AccessRequest) => evaluate([policy], request) === "allowed",
  };
  const server = createS3Server({
    identities: {
      onDenied: (message) => denied.push(message),
      of: () => undefined,
      byName: () => undefined,
      byAccessKey: (id) => (id === accessKeyId("chats") ? caller : undefined),
    },
    buckets: new Map([["files", bucket]]),
    region,
    accountId: "000000000000",
    log: (line) => denied.push(line),
  });
  const port = await listen(server, 0);
  const endpoint = `http://127.0.0.1:${port}`;
  const connectWith = (config: S3ClientConfig = {}) =>
    new S3Client({
      endpoint,
      region,
      maxAttempts: 1,
      requestChecksumCalculation: "WHEN_REQUIRED",
      credentials: {
        accessKeyId: accessKeyId("chats"),
        secretAccessKey: localSecret,
        sessionToken: localSessionToken,
      },
      ...config,
    });
  const client = connectWith();
  return {
    endpoint,
    port,
    client,
    /** Creates a client of the same function with other settings. */
    connect: connectWith,
    bucket,
    created,
    denied,
    /** The files of bodies, including those that no key refers to. */
    bodies: () => readdirSync(bucket.bodies),
    stop: () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
      if (options.dir === undefined) rmSync(dir, { recursive: true });
    },
  };
}

const signed = new Set(["content-length", "content-type", "if-none-match"]);

/** Presigns a PUT that works once, for exactly this length and type, as the functions do. */
export function presignPut(
  { client }: TestS3,
  input: Partial<PutObjectCommandInput> & { readonly ContentLength: number },
  when: { readonly expiresIn?: number; readonly signingDate?: Date } = {},
): Promise<string> {
  const command = new PutObjectCommand({
    Bucket: "files",
    Key: "a/b c.txt",
    ContentType: "text/plain",
    IfNoneMatch: "*",
    ...input,
  });
  return getSignedUrl(client, command, { expiresIn: 300, signableHeaders: signed, ...when });
}

/** The status, and S3's code if it refused. */
export async function outcome(response: Response): Promise<string> {
  const code = (await response.text()).match(/<Code>(\w+)<\/Code>/)?.[1];
  return code === undefined ? String(response.status) : `${response.status} ${code}`;
}
