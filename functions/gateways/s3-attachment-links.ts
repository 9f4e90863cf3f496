import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Attachment, AttachmentRef, UploadLink } from "../domain/attachments/attachment.ts";
import type { AttachmentLinks, Expiring, LinkLifetime } from "../domain/attachments/ports.ts";
import { keptKey, uploadKey } from "./attachment-keys.ts";
import type { S3Bucket } from "./s3-bucket.ts";

/** The signer leaves `content-type` unsigned unless told otherwise. */
const signableHeaders = new Set(["content-length", "content-type", "if-none-match"]);

/** Presigned URLs. Signatures are dated in whole seconds, so links expire up to a second early. */
export class S3AttachmentLinks implements AttachmentLinks {
  readonly #bucket: S3Bucket;

  constructor(bucket: S3Bucket) {
    this.#bucket = bucket;
  }

  async upload(attachment: Attachment, lifetime: LinkLifetime): Promise<Expiring<UploadLink>> {
    const { contentType, size } = attachment;
    const { client, name } = this.#bucket;
    const command = new PutObjectCommand({
      Bucket: name,
      Key: uploadKey(attachment),
      ContentType: contentType,
      ContentLength: size,
      IfNoneMatch: "*",
    });
    const url = await getSignedUrl(client, command, { ...signing(lifetime), signableHeaders });
    // Without Content-Length, which is signed too: HTTP libraries set it from the body and let nobody else.
    const headers = { "Content-Type": contentType, "If-None-Match": "*" };
    return { link: { method: "PUT", url, headers }, expiresAt: expiryOf(lifetime) };
  }

  async download(
    attachment: AttachmentRef,
    disposition: string,
    lifetime: LinkLifetime,
  ): Promise<Expiring<string>> {
    const { client, name } = this.#bucket;
    const command = new GetObjectCommand({
      Bucket: name,
      Key: keptKey(attachment),
      ResponseContentDisposition: disposition,
    });
    const link = await getSignedUrl(client, command, signing(lifetime));
    return { link, expiresAt: expiryOf(lifetime) };
  }
}

function signing({ now, seconds }: LinkLifetime) {
  return { signingDate: new Date(now), expiresIn: seconds };
}

function expiryOf({ now, seconds }: LinkLifetime): number {
  return (Math.floor(now / 1000) + seconds) * 1000;
}
