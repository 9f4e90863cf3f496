import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Identities } from "../access/identities.ts";
import { openEndpoint } from "../endpoint.ts";
import type { Stack } from "../template/stack.ts";
import { Bucket, bucketOf } from "./bucket.ts";
import { declaredBuckets } from "./bucket-settings.ts";
import { operatorCredentials } from "./caller.ts";
import { createNotifier, type SendToQueue, sendTestEvents } from "./event-notifications.ts";
import { createS3Server } from "./s3-server.ts";
import { createScanner, type Scanner, type ScanResult, type Verdict } from "./scanner.ts";
import { receiveUpload } from "./upload.ts";

/** S3 for tests and tools. */
export interface LocalS3 {
  readonly endpoint: string;
  /** For an SDK client that may do everything. */
  readonly credentials: typeof operatorCredentials;
  /** The keys of a bucket that have a current version, in order. */
  keys(bucketName: string): readonly string[];
  /** The body of the current version as text. */
  read(bucketName: string, key: string): string;
  /** Writes as an AWS service does, without the endpoint. */
  write(bucketName: string, key: string, body: string): Promise<void>;
  /** Sets the scanner's verdict on objects stored from now on. */
  setVerdict(verdict: Verdict): void;
  /** Sets the scanner's result on an existing object. */
  report(bucketName: string, key: string, result: ScanResult): void;
}

export interface S3Input {
  readonly stack: Stack;
  readonly identities: Identities;
  readonly dataDir: string;
  /** `off` scans nothing; `on` scans everything if the template has no protection plan. */
  readonly malwareScan: "on" | "off" | undefined;
  readonly sendToQueue: SendToQueue;
  readonly disposables: AsyncDisposableStack;
  readonly log: (line: string) => void;
}

/** Opens the stack's buckets and the functions' S3 endpoint. */
export async function startS3(input: S3Input): Promise<LocalS3> {
  const { stack, identities, disposables, log } = input;
  const scanner = createScanner(stack, input.malwareScan);
  const buckets = openBuckets(input, scanner);
  await sendTestEvents(buckets.values(), input.sendToQueue);
  const server = createS3Server({ identities, buckets, log, ...stack.deployment });
  const endpoint = await openEndpoint(server, disposables);
  return { endpoint, credentials: operatorCredentials, ...directAccess(buckets, scanner) };
}

function openBuckets({ stack, dataDir, sendToQueue, log }: S3Input, scanner: Scanner) {
  const notify = createNotifier(sendToQueue, stack.deployment.region, log);
  return new Map(
    declaredBuckets(stack).map((settings) => [
      settings.name,
      new Bucket(join(dataDir, "s3"), settings, (bucket, key, object) => {
        scanner.inspect(bucket, key, object);
        notify(bucket, key, object);
      }),
    ]),
  );
}

function directAccess(
  buckets: ReadonlyMap<string, Bucket>,
  scanner: Scanner,
): Omit<LocalS3, "endpoint" | "credentials"> {
  return {
    keys: (bucketName) => bucketOf(buckets, bucketName).keys(),
    read: (bucketName, key) => {
      const bucket = bucketOf(buckets, bucketName);
      const object = bucket.find(key);
      if (!object) throw new Error(`no object ${key} in ${bucketName}`);
      return readFileSync(bucket.pathOf(object), "utf8");
    },
    write: async (bucketName, key, body) => {
      const bucket = bucketOf(buckets, bucketName);
      bucket.put({ key, upload: await receiveUpload(Buffer.from(body), bucket.bodies) });
    },
    setVerdict: (verdict) => {
      scanner.verdict = verdict;
    },
    report: (bucketName, key, result) => scanner.report(bucketOf(buckets, bucketName), key, result),
  };
}
