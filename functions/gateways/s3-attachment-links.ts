import type { Attachment, AttachmentRef, UploadLink } from "../domain/attachments/attachment.ts";
import type { AttachmentLinks, Expiring, LinkLifetime } from "../domain/attachments/ports.ts";
import { keptKey, uploadKey } from "./attachment-keys.ts";
import type { S3Bucket } from "./s3-bucket.ts";

/** Presigned URLs. Signatures are dated in whole seconds, so links expire up to a second early. */
export class S3AttachmentLinks implements AttachmentLinks {
  readonly #bucket: S3Bucket;

  constructor(bucket: S3Bucket) {
    this.#bucket = bucket;
  }

  async upload(attachment: Attachment, lifetime: LinkLifetime): Promise<Expiring<UploadLink>> {
    const { contentType, size } = attachment;
    const headers = { "Content-Type": contentType, "If-None-Match": "*" };
    const url = await this.#bucket.presign(
      {
        method: "PUT",
        key: uploadKey(attachment),
        // The client's own HTTP library says how long the body is: it cannot be told, only held to it.
        headers: { "content-type": contentType, "content-length": String(size), "if-none-match": "*" },
      },
      lifetime,
    );
    return { link: { method: "PUT", url, headers }, expiresAt: expiryOf(lifetime) };
  }

  async download(
    attachment: AttachmentRef,
    disposition: string,
    lifetime: LinkLifetime,
  ): Promise<Expiring<string>> {
    const query = { "response-content-disposition": disposition };
    const link = await this.#bucket.presign({ method: "GET", key: keptKey(attachment), query }, lifetime);
    return { link, expiresAt: expiryOf(lifetime) };
  }
}

function expiryOf({ now, seconds }: LinkLifetime): number {
  return (Math.floor(now / 1000) + seconds) * 1000;
}
