import type * as z from "zod";
import type { AttachmentFiles } from "../domain/attachments/ports.ts";
import type { BucketConfig } from "./config.ts";

/**
 * The files of attachments. S3's client is loaded with the first message that has files, as few have any: it
 * would be 12 to 16 ms of an init of 100.
 */
export function openAttachmentFiles(config: z.output<typeof BucketConfig>): AttachmentFiles {
  let opened: Promise<AttachmentFiles> | undefined;
  const files = () => {
    opened ??= import("./attachments-bucket.ts").then((s3) => s3.openS3AttachmentFiles(config));
    return opened;
  };
  return {
    uploaded: async (attachment) => (await files()).uploaded(attachment),
    keep: async (attachment, seen) => (await files()).keep(attachment, seen),
  };
}
