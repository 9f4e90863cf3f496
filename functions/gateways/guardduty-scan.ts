import type { AttachmentRef } from "../domain/attachments/attachment.ts";
import type { MalwareScan, ScanResult } from "../domain/attachments/ports.ts";
import { keptKey } from "./attachment-keys.ts";
import { type S3Bucket, unexpectedAnswer } from "./s3-bucket.ts";

/** The tag by which GuardDuty Malware Protection for S3 tells its result. */
const RESULT = /<Key>GuardDutyMalwareScanStatus<\/Key>\s*<Value>(\w+)<\/Value>/;

/** What GuardDuty found. Only `NO_THREATS_FOUND` is clean; `UNSUPPORTED`, `FAILED` and `ACCESS_DENIED` are not. */
export class GuarddutyScan implements MalwareScan {
  readonly #bucket: S3Bucket;

  constructor(bucket: S3Bucket) {
    this.#bucket = bucket;
  }

  async resultOf(attachment: AttachmentRef): Promise<ScanResult> {
    const request = { method: "GET", key: keptKey(attachment), query: { tagging: "" } } as const;
    const { status, body } = await this.#bucket.send(request);
    if (status !== 200) throw unexpectedAnswer(status);
    const result = RESULT.exec(body)?.[1];
    if (result === undefined) return "pending";
    return result === "NO_THREATS_FOUND" ? "clean" : "withheld";
  }
}

/** Of a stage that scans nothing. */
export const noScan: MalwareScan = { resultOf: async () => "clean" };
