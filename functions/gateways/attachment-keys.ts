import type { AttachmentRef } from "../domain/attachments/attachment.ts";

/** The key that a client uploads to. Uploads are deleted after a day (`lib/attachments.ts`). */
export const uploadKey = (ref: AttachmentRef) => `uploads/${path(ref)}`;

/** The key of a file that a message uses. No client ever gets a link to write there. */
export const keptKey = (ref: AttachmentRef) => `attachments/${path(ref)}`;

function path({ locationId, chatId, attachmentId }: AttachmentRef): string {
  return `${locationId}/${chatId}/${attachmentId}`;
}
