import { closeSync, openSync, readSync } from "node:fs";
import * as z from "zod";
import type { Stack } from "../template/stack.ts";
import type { Bucket } from "./bucket.ts";
import type { StoredObject } from "./stored-object.ts";

/** The result for objects without a virus. `pending` leaves them unscanned. */
export const Verdict = z.enum(["clean", "infected", "pending"]);
export type Verdict = z.infer<typeof Verdict>;

/** GuardDuty's tag for its result. */
const tag = "GuardDutyMalwareScanStatus";
export type ScanResult = "NO_THREATS_FOUND" | "THREATS_FOUND" | "UNSUPPORTED" | "ACCESS_DENIED" | "FAILED";

/** The harmless test file that scanners report as a virus (eicar.org). In two parts, so that they do not report this file. */
const eicar = `${"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"}${"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"}`;

const Plan = z.object({
  ProtectedResource: z.object({
    S3Bucket: z.object({ BucketName: z.string(), ObjectPrefixes: z.array(z.string()).default([""]) }),
  }),
});

interface Scope {
  /** @default every bucket */
  readonly bucketName?: string;
  readonly prefixes: readonly string[];
}

/** Emulates GuardDuty Malware Protection for S3. It tags new objects at once, with the verdict that was set. */
export class Scanner {
  verdict: Verdict = "clean";
  readonly #scopes: readonly Scope[];

  constructor(scopes: readonly Scope[]) {
    this.#scopes = scopes;
  }

  /** Scans a new object, if a scope covers it. */
  inspect(bucket: Bucket, key: string, object: StoredObject): void {
    const covered = this.#scopes.some(
      ({ bucketName = bucket.settings.name, prefixes }) =>
        bucketName === bucket.settings.name && prefixes.some((prefix) => key.startsWith(prefix)),
    );
    if (!covered || this.verdict === "pending") return;
    const infected = this.verdict === "infected" || startsWithEicar(bucket.pathOf(object));
    this.report(bucket, key, infected ? "THREATS_FOUND" : "NO_THREATS_FOUND", object);
  }

  /** Tags an object with a result and keeps its other tags. */
  report(bucket: Bucket, key: string, result: ScanResult, object = bucket.find(key)): void {
    if (!object) throw new Error(`no object ${key} in ${bucket.settings.name}`);
    bucket.setTags(key, object, { ...object.tags, [tag]: result });
  }
}

/**
 * The stack's protection plans decide which objects are scanned. `override` off scans nothing; on scans every
 * object if the stack has no plan.
 */
export function createScanner(stack: Stack, override: "on" | "off" | undefined): Scanner {
  const plans = stack.resources("AWS::GuardDuty::MalwareProtectionPlan", Plan).map(({ properties }) => {
    const { BucketName, ObjectPrefixes } = properties.ProtectedResource.S3Bucket;
    return { bucketName: BucketName, prefixes: ObjectPrefixes };
  });
  if (override === "off") return new Scanner([]);
  const everything = { prefixes: [""] };
  return new Scanner(override === "on" && plans.length === 0 ? [everything] : plans);
}

function startsWithEicar(path: string): boolean {
  const start = Buffer.alloc(eicar.length);
  const file = openSync(path, "r");
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  return start.toString("latin1") === eicar;
}
