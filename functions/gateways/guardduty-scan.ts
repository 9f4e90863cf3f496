import { GetObjectTaggingCommand } from "@aws-sdk/client-s3";
import type { AttachmentRef } from "../domain/attachments/attachment.ts";
import type { MalwareScan, ScanResult } from "../domain/attachments/ports.ts";
import { keptKey } from "./attachment-keys.ts";
import { callOptions, type S3Bucket, unavailable } from "./s3-bucket.ts";

/** The tag in which GuardDuty Malware Protection for S3 reports its result. */
const RESULT_TAG = "GuardDutyMalwareScanStatus";

/** Reads GuardDuty's result. `NO_THREATS_FOUND` alone is clean: `UNSUPPORTED`, `FAILED`, `ACCESS_DENIED` are not. */
export class GuarddutyScan implements MalwareScan {
  readonly #bucket: S3Bucket;

  constructor(bucket: S3Bucket) {
    this.#bucket = bucket;
  }

  async resultOf(attachment: AttachmentRef): Promise<ScanResult> {
    const result = (await this.#tags(attachment)).find(({ Key }) => Key === RESULT_TAG)?.Value;
    if (result === undefined) return "pending";
    return result === "NO_THREATS_FOUND" ? "clean" : "withheld";
  }

  async #tags(attachment: AttachmentRef) {
    const { client, name } = this.#bucket;
    const command = new GetObjectTaggingCommand({ Bucket: name, Key: keptKey(attachment) });
    try {
      return (await client.send(command, callOptions())).TagSet ?? [];
    } catch (error) {
      throw unavailable(error);
    }
  }
}

/** For stages that scan nothing. */
export const noScan: MalwareScan = { resultOf: async () => "clean" };
