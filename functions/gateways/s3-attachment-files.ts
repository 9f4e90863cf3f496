import type { Attachment, AttachmentRef } from "../domain/attachments/attachment.ts";
import type { AttachmentFiles, UploadedFile } from "../domain/attachments/ports.ts";
import { keptKey, uploadKey } from "./attachment-keys.ts";
import { type S3Bucket, unexpectedAnswer } from "./s3-bucket.ts";

/** S3's ways to say that a key is not there: the second is for callers that may not list the bucket. */
const ABSENT = [404, 403];
const CHANGED = 412;

/** The files of attachments in their bucket. */
export class S3AttachmentFiles implements AttachmentFiles {
  readonly #bucket: S3Bucket;
  readonly #bucketName: string;

  constructor(bucket: S3Bucket, bucketName: string) {
    this.#bucket = bucket;
    this.#bucketName = bucketName;
  }

  async uploaded(attachment: AttachmentRef): Promise<UploadedFile | undefined> {
    const { status, headers } = await this.#bucket.send({ method: "HEAD", key: uploadKey(attachment) });
    if (ABSENT.includes(status)) return undefined;
    if (status !== 200) throw unexpectedAnswer(status);
    return {
      size: Number(headers.get("content-length")),
      contentType: headers.get("content-type") ?? "",
      etag: headers.get("etag") ?? "",
    };
  }

  /** Of the upload only the bytes are taken over: its headers and tags were the uploader's to choose. */
  async keep(attachment: Attachment, { etag }: UploadedFile): Promise<boolean> {
    const { status, body } = await this.#bucket.send({
      method: "PUT",
      key: keptKey(attachment),
      headers: {
        "content-type": attachment.contentType,
        "x-amz-copy-source": `${this.#bucketName}/${uploadKey(attachment)}`,
        "x-amz-copy-source-if-match": etag,
        "x-amz-metadata-directive": "REPLACE",
        "x-amz-tagging-directive": "REPLACE",
      },
    });
    if (status === CHANGED || ABSENT.includes(status)) return false;
    // A copy that fails late has said 200 already, and brings an error in its body.
    if (status !== 200 || !body.includes("<CopyObjectResult")) throw unexpectedAnswer(status);
    return true;
  }
}
