import { CopyObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import type { Attachment, AttachmentRef } from "../domain/attachments/attachment.ts";
import type { AttachmentFiles, UploadedFile } from "../domain/attachments/ports.ts";
import { keptKey, uploadKey } from "./attachment-keys.ts";
import { callOptions, refusalStatus, type S3Bucket, unavailable } from "./s3-bucket.ts";

/** S3 answers 403 instead of 404 to callers that may not list the bucket, as ours may not. */
const ABSENT: readonly unknown[] = [404, 403];
const CHANGED = 412;

/** The files of attachments in their bucket. */
export class S3AttachmentFiles implements AttachmentFiles {
  readonly #bucket: S3Bucket;

  constructor(bucket: S3Bucket) {
    this.#bucket = bucket;
  }

  async uploaded(attachment: AttachmentRef): Promise<UploadedFile | undefined> {
    const { client, name } = this.#bucket;
    const command = new HeadObjectCommand({ Bucket: name, Key: uploadKey(attachment) });
    try {
      const { ContentLength, ContentType, ETag } = await client.send(command, callOptions());
      return { size: ContentLength ?? 0, contentType: ContentType ?? "", etag: ETag ?? "" };
    } catch (error) {
      if (ABSENT.includes(refusalStatus(error))) return undefined;
      throw unavailable(error);
    }
  }

  /** Copies only the bytes: the uploader chose the headers and tags of the upload. */
  async keep(attachment: Attachment, { etag }: UploadedFile): Promise<boolean> {
    const { client, name } = this.#bucket;
    const command = new CopyObjectCommand({
      Bucket: name,
      Key: keptKey(attachment),
      CopySource: `${name}/${uploadKey(attachment)}`,
      CopySourceIfMatch: etag,
      ContentType: attachment.contentType,
      MetadataDirective: "REPLACE",
      TaggingDirective: "REPLACE",
    });
    try {
      await client.send(command, callOptions());
      return true;
    } catch (error) {
      const status = refusalStatus(error);
      if (status === CHANGED || ABSENT.includes(status)) return false;
      throw unavailable(error);
    }
  }
}
