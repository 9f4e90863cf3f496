import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Identities } from "../access/identities.ts";
import type { Closers } from "../closers.ts";
import { listen } from "../free-port.ts";
import type { Stack } from "../template/stack.ts";
import { announceTo, type SendToQueue } from "./announcements.ts";
import { Bucket, bucketOf } from "./bucket.ts";
import { declaredBuckets } from "./bucket-settings.ts";
import { operatorCredentials } from "./caller.ts";
import { createScanner, type ScanResult, type Verdict } from "./scanner.ts";
import { createS3Server } from "./server.ts";
import { receive } from "./upload.ts";

/** S3 as tests and tools reach it. */
export interface LocalS3 {
  readonly endpoint: string;
  /** For an SDK client that may do everything. */
  readonly credentials: typeof operatorCredentials;
  /** Keys of a bucket with a current version, in order. */
  keys(bucketName: string): readonly string[];
  /** The current version's body as text. */
  read(bucketName: string, key: string): string;
  /** Writes as a service of AWS does, past the endpoint. */
  write(bucketName: string, key: string, body: string): Promise<void>;
  /** What the scanner makes of objects stored from now on. */
  setVerdict(verdict: Verdict): void;
  /** The scanner's result on an object that is there already. */
  report(bucketName: string, key: string, result: ScanResult): void;
}

export interface S3Input {
  readonly stack: Stack;
  readonly identities: Identities;
  readonly dataDir: string;
  /** Scan everything or nothing, whatever the template says. */
  readonly malwareScan: "on" | "off" | undefined;
  readonly sendToQueue: SendToQueue;
  readonly closers: Closers;
  readonly log: (line: string) => void;
}

/** The stack's buckets, and the functions' S3 endpoint. */
export async function startS3(input: S3Input): Promise<LocalS3> {
  const { stack, identities, closers, log } = input;
  const scanner = createScanner(stack, input.malwareScan);
  const announce = announceTo(input.sendToQueue, stack.deployment.region, log);
  const buckets = new Map(
    declaredBuckets(stack).map((settings) => [
      settings.name,
      new Bucket(join(input.dataDir, "s3"), settings, (bucket, key, object) => {
        scanner.inspect(bucket, key, object);
        announce(bucket, key, object);
      }),
    ]),
  );
  const server = createS3Server({ identities, buckets, log, ...stack.deployment });
  const port = await listen(server, 0);
  closers.add(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    credentials: operatorCredentials,
    keys: (bucketName) => bucketOf(buckets, bucketName).keys(),
    read: (bucketName, key) => {
      const bucket = bucketOf(buckets, bucketName);
      const object = bucket.find(key);
      if (!object) throw new Error(`no object ${key} in ${bucketName}`);
      return readFileSync(bucket.pathOf(object), "utf8");
    },
    write: async (bucketName, key, body) => {
      const bucket = bucketOf(buckets, bucketName);
      bucket.put({ key, upload: await receive(Buffer.from(body), bucket.bodies) });
    },
    setVerdict: (verdict) => {
      scanner.verdict = verdict;
    },
    report: (bucketName, key, result) => scanner.report(bucketOf(buckets, bucketName), key, result),
  };
}
